package rr.agent.table;

import static rr.agent.table.Operation.passes;

import java.util.List;

/** Random numbers: all of them start from something that is hooked elsewhere. */
final class RandomOps {
    private RandomOps() {}

    static List<Operation> rows() {
        return List.of(
                passes("java.util.ImmutableCollections", "<clinit>(...)", "the agent sets the salt to the recorded one before main"),
                passes("java.util.Random", "seedUniquifier(...)", "a compare-and-set; the seed adds System.nanoTime"),
                passes("java.util.concurrent.ThreadLocalRandom", "localInit(...)", "atomic adds; the seeder starts from both clocks"),
                passes(
                        "jdk.internal.util.random.RandomSupport",
                        "initialSeed(...)",
                        "from both clocks, or from SecureRandom, which reads /dev/urandom through libc"),
                passes("sun.security.provider.SeedGenerator", "getSystemEntropy(...)", "clocks, memory sizes and files, all hooked"));
    }
}
