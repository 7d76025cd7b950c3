package rr.samples.values;

import java.lang.management.ManagementFactory;
import java.lang.management.RuntimeMXBean;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Properties;
import java.util.TimeZone;
import java.util.TreeMap;
import rr.samples.Fingerprint;
import rr.samples.Report;

/** What a program can ask about the machine and the process it runs in. */
public final class Environment {
    private Environment() {}

    public static void main(String[] args) {
        Report report = new Report();
        Runtime runtime = Runtime.getRuntime();
        report.line("arguments %s", String.join(" ", args));
        report.line("processors %d", runtime.availableProcessors());
        report.line("memory max %d total %d free %d", runtime.maxMemory(), runtime.totalMemory(), runtime.freeMemory());
        report.line("pid %d, parent known %b", ProcessHandle.current().pid(), ProcessHandle.current().parent().isPresent());
        RuntimeMXBean bean = ManagementFactory.getRuntimeMXBean();
        report.line("bean %s started %d up %d", bean.getName(), bean.getStartTime(), bean.getUptime());
        report.line("heap used %d", ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        report.line("cpu time %d", ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
        Fingerprint variables = new Fingerprint();
        new TreeMap<>(System.getenv()).forEach((name, value) -> variables.add(name).add(value));
        report.line("environment %s, PATH %s, RR_GUEST %s", variables, System.getenv("PATH"), System.getenv("RR_GUEST"));
        Properties properties = System.getProperties();
        Fingerprint all = new Fingerprint();
        new TreeMap<>(properties).forEach((name, value) -> all.add((String) name).add((String) value));
        report.line("properties %s, user %s, directory %s", all, properties.get("user.name"), properties.get("user.dir"));
        report.line("locale %s, zone %s", Locale.getDefault(), TimeZone.getDefault().getID());
        report.line("vm arguments %s", bean.getInputArguments().size() < 100);
        try {
            report.line("host %s", InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException nameless) {
            report.line("host without address");
        }
        report.end();
    }
}
