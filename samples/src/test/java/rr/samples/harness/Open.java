package rr.samples.harness;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * A guest that does not replay yet, or not each time, and why. It is run with {@code -Drr.open=} (an empty value) and with that alone: the
 * gate stays a gate for what works. {@code docs/limits.md} lists these guests.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Tag("open")
public @interface Open {
    /** The cause, as far as it is known. */
    String value();
}
