package rr.samples.values;

import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.TreeMap;
import rr.samples.Fingerprint;
import rr.samples.Report;

/**
 * How the VM describes itself: its options and the properties that follow from them, of which a generator of random numbers makes its seed.
 * A reference is seen cleared, so a replay has a larger heap.
 */
public final class VmTexts {
    private VmTexts() {}

    public static void main(String[] args) throws GeneralSecurityException, InterruptedException {
        Report report = new Report();
        WeakReference<Object> reference = new WeakReference<>(new byte[1 << 20]);
        while (reference.get() != null) {
            System.gc();
            Thread.sleep(1);
        }
        Fingerprint properties = new Fingerprint();
        new TreeMap<>(System.getProperties()).forEach((name, value) -> properties.add((String) name).add((String) value));
        report.line("properties %s, references %s", properties, System.getProperty("java.vm.compressedOopsMode"));
        report.line("options %s", ManagementFactory.getRuntimeMXBean().getInputArguments());
        report.line("random %d", SecureRandom.getInstance("SHA1PRNG").nextLong());
        report.end();
    }
}
