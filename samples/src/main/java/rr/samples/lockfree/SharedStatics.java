package rr.samples.lockfree;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/**
 * One static field, read and written by plain Java and changed atomically through a VarHandle, of its own class and of one that is
 * not initialised when the handle is made; and a message that is handed over by plain fields and fences.
 */
public final class SharedStatics {
    private static final int THREADS = 3;
    private static final int ROUNDS = 4_000;
    private static final VarHandle TICKET;
    private static final VarHandle LATE;

    private static volatile int ticket;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            TICKET = lookup.findStaticVarHandle(SharedStatics.class, "ticket", int.class);
            LATE = lookup.findStaticVarHandle(Late.class, "count", long.class);
        } catch (ReflectiveOperationException missing) {
            throw new ExceptionInInitializerError(missing);
        }
    }

    private SharedStatics() {}

    /** Initialised by the first access, whichever thread makes it. */
    private static final class Late {
        static volatile long count = Workers.spin(10) & 0xffff;
    }

    /** Two plain fields and fences between them, as sequence locks have. */
    private static final class Mailbox {
        private int number;
        private int copy;

        void put(int value) {
            number = value;
            VarHandle.fullFence();
            copy = value;
        }

        int difference() {
            int second = copy;
            VarHandle.fullFence();
            return number - second;
        }
    }

    public static void main(String[] args) throws InterruptedException {
        Fingerprint[] seen = new Fingerprint[THREADS];
        Mailbox mailbox = new Mailbox();
        Workers.run(THREADS, worker -> {
            Fingerprint mine = new Fingerprint();
            seen[worker] = mine;
            for (int i = 0; i < ROUNDS; i++) {
                int now = ticket;
                mine.add(now).add(TICKET.compareAndSet(now, now + 1) ? 1 : 0).add((int) TICKET.get());
                if (i % 100 == worker) {
                    ticket = i * THREADS + worker;
                }
                mine.add((long) LATE.getAndAdd(worker + 1L)).add(Late.count);
                if (worker == 0) {
                    mailbox.put(i);
                } else {
                    mine.add(mailbox.difference());
                }
            }
        });
        Report report = new Report();
        for (int i = 0; i < THREADS; i++) {
            report.line("thread %d saw %s", i, seen[i]);
        }
        report.line("ticket %d late %d", ticket, Late.count).end();
    }
}
