package rr.samples.demo;

import java.util.Arrays;
import java.util.Random;

/**
 * A bank that loses or makes money although every method of its accounts is synchronized: a transfer reads a balance in one call
 * and writes it in another, and a second teller may come in between. Some runs add up; those that do not exit with 1.
 */
public final class Bank {
    private static final int ACCOUNTS = 4;
    private static final long OPENING_BALANCE = 1_000;
    private static final int TELLERS = 2;
    private static final int TRANSFERS = 200;

    private final long[] balances = new long[ACCOUNTS];

    private Bank() {
        Arrays.fill(balances, OPENING_BALANCE);
    }

    synchronized long balance(int account) {
        return balances[account];
    }

    synchronized void setBalance(int account, long balance) {
        balances[account] = balance;
    }

    /** False if there is not enough money. */
    boolean transfer(int from, int to, long amount) {
        long available = balance(from);
        if (available < amount) {
            return false;
        }
        Watchdog.think(60); // writes the slip
        setBalance(from, available - amount); // the bug: the balance may have changed since it was read
        setBalance(to, balance(to) + amount);
        return true;
    }

    public static void main(String[] args) throws InterruptedException {
        Bank bank = new Bank();
        long[] moved = new long[TELLERS];
        Thread[] tellers = new Thread[TELLERS];
        for (int i = 0; i < TELLERS; i++) {
            int teller = i;
            tellers[i] = new Thread(() -> moved[teller] = work(bank, new Random(teller)), "teller-" + teller);
            tellers[i].start();
        }
        for (Thread teller : tellers) {
            teller.join();
        }
        long total = 0;
        for (int i = 0; i < ACCOUNTS; i++) {
            System.out.println("account " + i + ": " + bank.balance(i));
            total += bank.balance(i);
        }
        for (int i = 0; i < TELLERS; i++) {
            System.out.println("teller " + i + " moved " + moved[i]);
        }
        long expected = ACCOUNTS * OPENING_BALANCE;
        if (total != expected) {
            System.out.println("WRONG: the bank holds " + total + ", not " + expected + ": "
                    + (total < expected ? expected - total + " lost" : total - expected + " too much"));
            System.exit(1);
        }
        System.out.println("The bank holds " + total + ", as it should");
    }

    private static long work(Bank bank, Random random) {
        long moved = 0;
        for (int i = 0; i < TRANSFERS; i++) {
            int from = random.nextInt(ACCOUNTS);
            int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
            long amount = 1 + random.nextInt(200);
            if (bank.transfer(from, to, amount)) {
                moved += amount;
            }
            Watchdog.think(2_000 + random.nextInt(3_000));
        }
        return moved;
    }
}
