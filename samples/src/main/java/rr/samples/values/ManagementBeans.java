package rr.samples.values;

import java.lang.management.CompilationMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.ThreadMXBean;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** What the VM tells of itself: numbers of threads, times, memory, collections, classes. */
public final class ManagementBeans {
    private ManagementBeans() {}

    private static void look(Fingerprint seen) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        seen.add(threads.getThreadCount()).add(threads.getDaemonThreadCount()).add(threads.getPeakThreadCount()).add(threads.getTotalStartedThreadCount());
        seen.add(threads.getCurrentThreadCpuTime()).add(threads.getCurrentThreadUserTime()).add(threads.getThreadCpuTime(Thread.currentThread().getId()));
        seen.add(threads.findDeadlockedThreads() == null ? 0 : 1).add(threads.getAllThreadIds().length);
        seen.add(ManagementFactory.getRuntimeMXBean().getUptime()).add(ManagementFactory.getRuntimeMXBean().getStartTime());
        seen.add(ManagementFactory.getRuntimeMXBean().getPid());
        seen.add(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().toString()).add(ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage().getUsed());
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            seen.add(pool.getUsage().getUsed()).add(pool.getPeakUsage().getUsed());
        }
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            seen.add(collector.getCollectionCount()).add(collector.getCollectionTime());
        }
        seen.add(ManagementFactory.getClassLoadingMXBean().getTotalLoadedClassCount());
        CompilationMXBean compilation = ManagementFactory.getCompilationMXBean();
        seen.add(compilation == null ? 0 : compilation.getTotalCompilationTime()); // there is none where all is interpreted
    }

    public static void main(String[] args) throws InterruptedException {
        Fingerprint[] seen = new Fingerprint[3];
        Workers.run(3, worker -> {
            Fingerprint own = new Fingerprint();
            for (int i = 0; i < 5; i++) {
                look(own);
                byte[] garbage = new byte[1 << 20];
                own.add(garbage.length);
                System.gc();
            }
            seen[worker] = own;
        });
        Report report = new Report();
        for (Fingerprint own : seen) {
            report.line("seen %s", own);
        }
        report.end();
    }
}
