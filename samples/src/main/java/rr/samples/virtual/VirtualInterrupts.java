package rr.samples.virtual;

import java.util.concurrent.locks.LockSupport;
import rr.samples.Report;

/** Interrupts of virtual threads: asleep, before a sleep, waiting, parked, joining; with the stacks that come of them. */
public final class VirtualInterrupts {
    private VirtualInterrupts() {}

    private interface Blocking {
        void run() throws InterruptedException;
    }

    private static final Object MONITOR = new Object();

    public static void main(String[] args) throws InterruptedException {
        interrupted("sleep", () -> Thread.sleep(60_000));
        interrupted("sleep after", () -> {
            Thread.currentThread().interrupt();
            Thread.sleep(60_000);
        });
        interrupted("wait", () -> {
            synchronized (MONITOR) {
                MONITOR.wait();
            }
        });
        interrupted("park", () -> {
            LockSupport.park();
            if (Thread.interrupted()) {
                throw new InterruptedException("parked");
            }
        });
        Thread sleeper = VirtualStarts.start("sleeper", LockSupport::park);
        interrupted("join", sleeper::join);
        interrupted("timed join", () -> sleeper.join(60_000));
        sleeper.join(1);
        System.out.println("alive " + sleeper.isAlive());
        LockSupport.unpark(sleeper);
        sleeper.join();
        System.out.println("alive " + sleeper.isAlive() + " " + sleeper.getState());
    }

    private static void interrupted(String what, Blocking blocking) throws InterruptedException {
        Thread thread = VirtualStarts.start(what, () -> {
            try {
                blocking.run();
                System.out.println(what + ": not interrupted " + Thread.currentThread().isInterrupted());
            } catch (InterruptedException e) {
                System.out.println(what + ": " + Thread.currentThread().isInterrupted());
                e.printStackTrace(System.out);
            }
        });
        Thread.sleep(3);
        thread.interrupt();
        thread.join();
    }
}
