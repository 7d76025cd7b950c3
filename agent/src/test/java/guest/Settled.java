package guest;

/** Private static fields: one that only the initialiser sets, and one that is set later. */
public final class Settled implements Runnable {
    private static int limit = Integer.getInteger("no such property", 3);
    private static int last;

    @Override
    public void run() {
        last = limit;
    }
}
