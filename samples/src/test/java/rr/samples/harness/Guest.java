package rr.samples.harness;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test: this program is recorded and replayed, and each replay must give the recorded exit code and output. The method's body
 * may stay empty; it runs after the checks.
 *
 * <p>Short form: each JDK with one configuration, which depends on the guest's name. Long form ({@code -Drr.long=true}): each
 * configuration of {@link Configuration#matrix}, and {@link #LONG_FACTOR} times the recordings.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(GuestExtension.class)
public @interface Guest {
    int LONG_FACTOR = 3;

    Class<?> main();

    String[] args() default {};

    /** Options for the VM, beside those of the configuration. */
    String[] vm() default {};

    /** Options for the VM that only JDK 24 and later know. */
    String[] vmSince24() default {};

    /** What the program reads from standard input while it is recorded; replays read nothing. */
    String stdin() default "";

    /** The exit codes that the program itself may have. */
    int[] exit() default {0};

    int recordings() default 1;

    /** Recordings in the long form; 0 means {@link #LONG_FACTOR} times as many as in the short form. */
    int longRecordings() default 0;

    /** Replays of each recording. */
    int replays() default 2;

    /** How long one recording or replay may take before it counts as hanging. */
    int timeoutSeconds() default 120;
}
