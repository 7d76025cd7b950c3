package rr.samples.init;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import rr.samples.Workers;

/** Four threads are the first to ask for what the JDK finds out once, and keeps in fields that are set without a lock. */
public final class FirstAnswers {
    private static final int THREADS = 4;

    private FirstAnswers() {}

    public static void main(String[] args) throws InterruptedException {
        String[] answers = new String[THREADS];
        Workers.run(THREADS, worker -> answers[worker] = refusal() + (System.console() != null) + System.getLogger("first").getName());
        for (String answer : answers) {
            System.out.println(answer);
        }
    }

    private static String refusal() throws ReflectiveOperationException {
        Field field = Integer.class.getDeclaredField("value");
        try {
            field.setAccessible(true);
            return "accessible";
        } catch (InaccessibleObjectException refused) {
            return refused.getMessage();
        }
    }
}
