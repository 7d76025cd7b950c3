package rr.samples.process;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import rr.samples.Report;
import rr.samples.Workers;

/** What handles tell of children and of the program itself; children that are waited for in all the ways there are, and ended. */
public final class ChildHandles {
    private ChildHandles() {}

    public static void main(String[] args) throws Exception {
        Report report = new Report();
        ProcessHandle self = ProcessHandle.current();
        Process child = new ProcessBuilder("sleep", "1000").start();
        ProcessHandle handle = child.toHandle();
        report.line("alive %s, waited %s", child.isAlive(), child.waitFor(20, TimeUnit.MILLISECONDS));
        report.line("the child's parent is this program: %s", handle.parent().equals(java.util.Optional.of(self)));
        report.line("children %s, descendants %s", pids(self.children().toList()), pids(self.descendants().toList()));
        report.line("pid %d of %s, parent %d", handle.pid(), handle.equals(self.children().findFirst().orElseThrow()), self.parent().orElseThrow().pid());
        report.line("command %s, started %s", handle.info().command(), handle.info().startInstant());
        report.line("among all processes: %s", ProcessHandle.allProcesses().anyMatch(handle::equals));
        report.line("alive by pid: %s", ProcessHandle.of(child.pid()).map(ProcessHandle::isAlive));
        CompletableFuture<String> ended = child.onExit().thenApply(process -> "ended with " + process.exitValue());
        CompletableFuture<Boolean> gone = handle.onExit().thenApply(ProcessHandle::isAlive);
        report.line("asked to end: %s", handle.destroy());
        report.line("%s, alive %s", ended.get(), gone.get());
        report.line("asked again: %s", handle.destroy());
        several(report);
        report.end();
    }

    private static List<Long> pids(List<ProcessHandle> handles) {
        return handles.stream().map(ProcessHandle::pid).sorted().toList();
    }

    /** Several threads wait for one child, others end it; then a lot of children that are gone before anybody looks. */
    private static void several(Report report) throws IOException, InterruptedException {
        Process child = new ProcessBuilder("sleep", "1000").start();
        StringBuffer order = new StringBuffer();
        Workers.run(4, worker -> {
            if (worker == 3) {
                child.destroyForcibly();
            }
            order.append(worker).append(" saw ").append(child.waitFor()).append("; ");
        });
        report.line("%s", order);
        Workers.run(3, worker -> {
            for (int i = 0; i < 5; i++) {
                Process one = new ProcessBuilder("sh", "-c", "exit " + i).start();
                CompletableFuture<Process> exit = one.onExit();
                order.append(worker).append(':').append(exit.get().exitValue()).append(one.isAlive() ? "?" : " ");
            }
        });
        report.line("%s", order);
    }
}
