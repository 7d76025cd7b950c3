package rr.samples;

import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import rr.samples.harness.Guest;

/**
 * Eight threads and every kind of synchronisation. The short form makes two small recordings on each JDK; the long form a hundred
 * in each configuration, of half a million events an area:
 *
 * <pre>
 * ./mvnw -pl native-syscall-shim,samples -am verify -Dit.test='StressIT#large' -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false -Drr.long=true
 * </pre>
 */
class StressIT {
    @Guest(main = Stress.class, args = "20", recordings = 2, replays = 1, timeoutSeconds = 300)
    void small() {}

    @Guest(main = Stress.class, args = "500", recordings = 1, longRecordings = 100, replays = 1, timeoutSeconds = 900)
    @EnabledIfSystemProperty(named = "rr.long", matches = "true")
    void large() {}
}
