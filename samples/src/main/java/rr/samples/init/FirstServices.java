package rr.samples.init;

import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.nio.file.spi.FileSystemProvider;
import java.util.ServiceLoader;
import javax.management.JMException;
import javax.management.ObjectName;
import rr.samples.Report;
import rr.samples.Workers;

/**
 * Threads that look for services, and ask for a bean's attribute, all for the first time: they meet at locks of classes that are left alone, and where
 * the VM loads a class through a loader of the JDK that lets in one thread at a time.
 */
public final class FirstServices {
    private static final int THREADS = 4;

    private FirstServices() {}

    public static void main(String[] args) throws InterruptedException {
        Report report = new Report();
        String[] seen = new String[THREADS];
        Workers.run(THREADS, worker -> seen[worker] =
                ServiceLoader.load(FileSystemProvider.class).stream().count() + " file systems, " + charset() + ", specification " + attribute());
        for (int i = 0; i < THREADS; i++) {
            report.line("thread %d saw %s", i, seen[i]);
        }
        report.end();
    }

    /** Looked for among the services, as it is none of the few that the JDK has at hand. */
    private static String charset() {
        return Charset.isSupported("x-no-such-charset") ? "a strange charset" : "no strange charset";
    }

    private static Object attribute() throws JMException {
        return ManagementFactory.getPlatformMBeanServer().getAttribute(new ObjectName(ManagementFactory.RUNTIME_MXBEAN_NAME), "SpecVersion");
    }
}
