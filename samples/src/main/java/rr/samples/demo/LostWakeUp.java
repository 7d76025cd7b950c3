package rr.samples.demo;

/**
 * A mailbox whose reader checks for a letter first and waits second, without holding the monitor in between. When the writer's
 * notify falls into that gap, it wakes nobody, and the reader waits for ever. A watchdog then prints both stacks and exits with 3.
 */
public final class LostWakeUp {
    private static final int LETTERS = 80;
    private static final long DEADLINE_MILLIS = 700;

    private volatile int letter;
    private volatile int delivered;
    private volatile int read;

    private LostWakeUp() {}

    private int receive(int last) throws InterruptedException {
        if (letter == last) { // the bug: the check belongs into the synchronized block, and into a loop
            Watchdog.think(300); // a little work while there is no letter
            synchronized (this) {
                wait();
            }
        }
        return letter;
    }

    private void send(int number) {
        letter = number;
        synchronized (this) {
            notifyAll();
        }
    }

    public static void main(String[] args) throws InterruptedException {
        LostWakeUp mailbox = new LostWakeUp();
        Thread reader = new Thread(() -> mailbox.readAll(), "reader");
        Thread writer = new Thread(() -> mailbox.writeAll(), "writer");
        reader.setDaemon(true);
        writer.setDaemon(true);
        reader.start();
        writer.start();
        boolean ended = Watchdog.allEnd(DEADLINE_MILLIS, reader, writer);
        System.out.println("delivered " + mailbox.delivered + ", read " + mailbox.read + " of " + LETTERS);
        if (!ended) {
            System.out.println("DEADLOCK: the reader waits for letter " + (mailbox.read + 1) + ", which is there: " + mailbox.letter);
            System.exit(3);
        }
    }

    private void readAll() {
        try {
            while (read < LETTERS) {
                read = receive(read);
            }
        } catch (InterruptedException unexpected) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeAll() {
        for (int i = 1; i <= LETTERS; i++) {
            Watchdog.think(i * 367 % 8_000);
            send(i);
            delivered = i;
            while (read < i) {
                Thread.yield(); // one letter at a time
            }
        }
    }
}
