package rr.agent.table;

import static rr.agent.table.Operation.passes;
import static rr.agent.table.Operation.result;

import java.util.ArrayList;
import java.util.List;

/** What the VM tells through java.lang.management. What its beans read from the system goes through the C library. */
final class ManagementOps {
    private static final String COLLECTOR = "java.lang.management.GarbageCollectorMXBean";
    private static final String POOL = "sun.management.MemoryPoolImpl";
    private static final String THREADS = "sun.management.ThreadImpl";
    private static final String VM = "sun.management.VMManagement";
    private static final String USAGE = "java.lang.management.MemoryUsage ";
    private static final String NOT_RECORDED = "not recorded";

    private ManagementOps() {}

    static List<Operation> rows() {
        List<Operation> rows = new ArrayList<>();
        longs(rows, COLLECTOR, "getCollectionCount getCollectionTime");
        rows.add(result("sun.management.MemoryImpl", USAGE + "getMemoryUsage0(boolean heap)").as("memory"));
        for (String name : List.of("getCollectionUsage0", "getPeakUsage0", "getUsage0")) {
            rows.add(result(POOL, USAGE + name + "()").as("memory"));
        }
        rows.add(passes(THREADS, "dumpThreads0(...)", NOT_RECORDED));
        rows.add(result(THREADS, "static Thread[] findDeadlockedThreads0()").as("threads"));
        rows.add(result(THREADS, "static Thread[] findMonitorDeadlockedThreads0()").as("threads"));
        rows.add(result(THREADS, "static long getThreadAllocatedMemory0(long id)"));
        rows.add(passes(THREADS, "getThreadInfo1(...)", NOT_RECORDED));
        rows.add(result(THREADS, "static long getThreadTotalCpuTime0(long id)"));
        rows.add(result(THREADS, "static long getThreadUserCpuTime0(long id)"));
        rows.add(result(THREADS, "static Thread[] getThreads()").as("threads").because("only those that are recorded"));
        rows.add(result(THREADS, "static long getTotalThreadAllocatedMemory()"));
        ints(rows, VM, "getAvailableProcessors getDaemonThreadCount getLiveThreadCount getLoadedClassCount getPeakThreadCount");
        longs(rows, VM, "getClassInitializationTime getClassLoadingTime getClassVerificationTime getInitializedClassCount getLoadedClassSize "
                + "getMethodDataSize getSafepointCount getSafepointSyncTime getStartupTime getTotalApplicationNonStoppedTime getTotalClassCount "
                + "getTotalCompileTime getTotalSafepointTime getTotalThreadCount getUnloadedClassCount getUnloadedClassSize getUptime");
        ints(rows, VM + "Impl", "getProcessId");
        rows.add(result(VM + "Impl", "String[] getVmArguments0()").as("texts").because("a replay has other options"));
        return rows;
    }

    private static void longs(List<Operation> rows, String owner, String names) {
        for (String name : names.split(" ")) {
            rows.add(result(owner, "long " + name + "()"));
        }
    }

    private static void ints(List<Operation> rows, String owner, String names) {
        for (String name : names.split(" ")) {
            rows.add(result(owner, "int " + name + "()"));
        }
    }
}
