package rr.samples.demo;

/** Waits for threads with a deadline; when they miss it, says where each of them stands. */
final class Watchdog {
    private Watchdog() {}

    /** False, with the stacks printed, if some of the threads still live when the time is over. */
    static boolean allEnd(long deadlineMillis, Thread... threads) throws InterruptedException {
        long end = System.nanoTime() + deadlineMillis * 1_000_000;
        boolean allEnded = true;
        for (Thread thread : threads) {
            thread.join(Math.max(1, (end - System.nanoTime()) / 1_000_000));
            allEnded &= !thread.isAlive();
        }
        if (!allEnded) {
            for (Thread thread : threads) {
                System.out.println(thread.getName() + " is " + thread.getState());
                for (StackTraceElement frame : thread.getStackTrace()) {
                    System.out.println("    at " + frame);
                }
            }
        }
        return allEnded;
    }

    /** Keeps a core busy for about {@code steps} nanoseconds; the result keeps the compiler from removing the loop. */
    static long think(int steps) {
        long x = steps;
        for (int i = 0; i < steps; i++) {
            x = x * 6364136223846793005L + 1442695040888963407L;
        }
        return x;
    }
}
