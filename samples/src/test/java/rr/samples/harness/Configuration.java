package rr.samples.harness;

import java.util.ArrayList;
import java.util.List;

/** How a guest is run: JDK, collector and compiler. */
record Configuration(Jdk jdk, Collector collector, Compiler compiler) {
    enum Collector {
        G1("-XX:+UseG1GC"),
        SERIAL("-XX:+UseSerialGC"),
        PARALLEL("-XX:+UseParallelGC");

        private final String flag;

        Collector(String flag) {
            this.flag = flag;
        }
    }

    enum Compiler {
        DEFAULT,
        INTERPRETER("-Xint"),
        C1("-XX:TieredStopAtLevel=1");

        private final List<String> flags;

        Compiler(String... flags) {
            this.flags = List.of(flags);
        }
    }

    List<String> flags() {
        List<String> flags = new ArrayList<>(compiler.flags);
        flags.add(collector.flag);
        return flags;
    }

    /** Every configuration of one JDK. */
    static List<Configuration> matrix(Jdk jdk) {
        List<Configuration> all = new ArrayList<>();
        for (Collector collector : Collector.values()) {
            for (Compiler compiler : Compiler.values()) {
                all.add(new Configuration(jdk, collector, compiler));
            }
        }
        return all;
    }

    /** One configuration for each JDK: which one depends on the name and the version only, so that many names cover the matrix. */
    static List<Configuration> rotating(String name, List<Jdk> jdks) {
        List<Configuration> chosen = new ArrayList<>();
        int spread = name.hashCode() * 0x9E3779B1 >>> 8;
        for (Jdk jdk : jdks) {
            List<Configuration> all = matrix(jdk);
            chosen.add(all.get((spread + jdk.feature()) % all.size()));
        }
        return chosen;
    }

    @Override
    public String toString() {
        return "jdk" + jdk.feature() + "-" + collector + "-" + compiler;
    }
}
