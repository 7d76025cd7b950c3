package rr.agent.table;

import static rr.agent.table.Operation.atStart;
import static rr.agent.table.Operation.instead;
import static rr.agent.table.Operation.passes;

import java.util.List;

/** Random numbers: all of them start from something that is hooked elsewhere. */
final class RandomOps {
    private RandomOps() {}

    static List<Operation> rows() {
        return List.of(
                passes("java.util.ImmutableCollections", "<clinit>(...)", "the agent sets the salt to the recorded one before main"),
                passes("java.util.Random", "seedUniquifier(...)", "a compare-and-set; the seed adds System.nanoTime"),
                instead("rr/runtime/RandomHooks", "localInit", "java.util.concurrent.ThreadLocalRandom", "static void localInit()")
                        .because("threads that are not recorded draw nothing from the counters that all share"),
                atStart("rr/runtime/RandomHooks", "secondarySeed", "java.util.concurrent.ThreadLocalRandom", "static int nextSecondarySeed()")
                        .because("likewise"),
                passes(
                        "jdk.internal.util.random.RandomSupport",
                        "initialSeed(...)",
                        "from both clocks, or from SecureRandom, which reads /dev/urandom through libc"),
                passes("sun.security.provider.SeedGenerator", "getSystemEntropy(...)", "clocks, memory sizes and files, all hooked"));
    }
}
