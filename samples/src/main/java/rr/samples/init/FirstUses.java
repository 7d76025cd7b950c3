package rr.samples.init;

import java.util.concurrent.atomic.AtomicInteger;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/**
 * Threads use the same classes for the first time, each in an order of its own: one loads or verifies a class while another is about to
 * initialise it. Whose initialiser ran when is in the result.
 */
public final class FirstUses {
    private static final int THREADS = 3;
    private static final int CLASSES = 24;
    private static final AtomicInteger TURNS = new AtomicInteger();
    private static final Object LOCK = new Object();
    private static final Fingerprint ORDER = new Fingerprint();

    private FirstUses() {}

    public static void main(String[] args) throws InterruptedException {
        Fingerprint[] seen = new Fingerprint[THREADS];
        Workers.run(THREADS, worker -> {
            Fingerprint mine = new Fingerprint();
            seen[worker] = mine;
            for (int i = 0; i < CLASSES; i++) {
                int number = worker == 0 ? i : worker == 1 ? CLASSES - 1 - i : (7 * i + 3) % CLASSES;
                mine.add(use(number));
                synchronized (LOCK) {
                    ORDER.add(CLASSES * worker + number);
                }
            }
        });
        Report report = new Report().line("order %s", ORDER);
        for (int i = 0; i < THREADS; i++) {
            report.line("thread %d saw %s", i, seen[i]);
        }
        report.end();
    }

    /** Each of these classes is loaded where it is mentioned first. */
    private static int use(int number) {
        switch (number) {
            case 0:
                return C00.TURN;
            case 1:
                return C01.TURN;
            case 2:
                return C02.TURN;
            case 3:
                return C03.TURN;
            case 4:
                return C04.TURN;
            case 5:
                return C05.TURN;
            case 6:
                return C06.TURN;
            case 7:
                return C07.TURN;
            case 8:
                return C08.TURN;
            case 9:
                return C09.TURN;
            case 10:
                return C10.TURN;
            case 11:
                return C11.TURN;
            case 12:
                return C12.TURN;
            case 13:
                return C13.TURN;
            case 14:
                return C14.TURN;
            case 15:
                return C15.TURN;
            case 16:
                return C16.TURN;
            case 17:
                return C17.TURN;
            case 18:
                return C18.TURN;
            case 19:
                return C19.TURN;
            case 20:
                return C20.TURN;
            case 21:
                return C21.TURN;
            case 22:
                return C22.TURN;
            case 23:
                return C23.TURN;
            default:
                throw new IllegalArgumentException();
        }
    }

    private static class Base {
        static int take(int number) {
            Workers.spin(2_000);
            synchronized (LOCK) {
                ORDER.add(number);
            }
            return TURNS.incrementAndGet();
        }
    }

    private static final class C00 extends Base {
        static final int TURN = take(0);
    }

    private static final class C01 extends Base {
        static final int TURN = take(1);
    }

    private static final class C02 extends Base {
        static final int TURN = take(2);
    }

    private static final class C03 extends Base {
        static final int TURN = take(3);
    }

    private static final class C04 extends Base {
        static final int TURN = take(4);
    }

    private static final class C05 extends Base {
        static final int TURN = take(5);
    }

    private static final class C06 extends Base {
        static final int TURN = take(6);
    }

    private static final class C07 extends Base {
        static final int TURN = take(7);
    }

    private static final class C08 extends Base {
        static final int TURN = take(8);
    }

    private static final class C09 extends Base {
        static final int TURN = take(9);
    }

    private static final class C10 extends Base {
        static final int TURN = take(10);
    }

    private static final class C11 extends Base {
        static final int TURN = take(11);
    }

    private static final class C12 extends Base {
        static final int TURN = take(12);
    }

    private static final class C13 extends Base {
        static final int TURN = take(13);
    }

    private static final class C14 extends Base {
        static final int TURN = take(14);
    }

    private static final class C15 extends Base {
        static final int TURN = take(15);
    }

    private static final class C16 extends Base {
        static final int TURN = take(16);
    }

    private static final class C17 extends Base {
        static final int TURN = take(17);
    }

    private static final class C18 extends Base {
        static final int TURN = take(18);
    }

    private static final class C19 extends Base {
        static final int TURN = take(19);
    }

    private static final class C20 extends Base {
        static final int TURN = take(20);
    }

    private static final class C21 extends Base {
        static final int TURN = take(21);
    }

    private static final class C22 extends Base {
        static final int TURN = take(22);
    }

    private static final class C23 extends Base {
        static final int TURN = take(23);
    }
}
