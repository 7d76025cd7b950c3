package rr.recorder;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Verifies a trace that has just been written: runs {@code rr verify}, a process of its own, which replays it. The recorded command ends behind
 * that, so it takes place on demand ({@code verify=on}) or where it is short and may show something ({@code verify=auto}): after short
 * runs that failed, whose traces are what somebody wants, and after those of programs whose data races are not known yet.
 */
final class EndVerification {
    /** Setting in the header: when a trace is verified at the end of its recording. */
    static final String SETTING = "verify";
    /** Setting in the header: the jar that users name. */
    static final String RR_JAR = "rrJar";

    private static final String ON = "on";
    private static final String AUTO = "auto";
    /** What counts as a short run. */
    private static final long SHORT_MILLIS = 2_000;
    private static final long AUTO_LIMIT_MILLIS = 6_000;
    private static final long LIMIT_MILLIS = 60_000;
    private static final int LIMIT_FACTOR = 30;
    private static final long GRACE_MILLIS = 2_000;

    private final Path trace;
    private final TraceHeader header;
    private final long tookMillis;
    private final int exitCode;

    /** Of a complete trace; the recording took so long and ended with that code. */
    EndVerification(Path trace, TraceHeader header, long tookMillis, int exitCode) {
        this.trace = trace;
        this.header = header;
        this.tookMillis = tookMillis;
        this.exitCode = exitCode;
    }

    /** Whether the end of this recording waits for its verification. */
    boolean isDue() {
        String when = header.string(SETTING, "");
        if (!header.ok() || header.string(RR_JAR, "").isEmpty()) {
            return false;
        }
        return when.equals(ON) || when.equals(AUTO) && tookMillis <= SHORT_MILLIS
            && (exitCode != 0 || !new VerifiedPrograms(trace).isSettled(VerifiedPrograms.name(header)));
    }

    /** Verifies it, in bounded time; what has come of it, in one line. */
    String run() {
        boolean auto = header.string(SETTING, "").equals(AUTO);
        long limit = auto ? AUTO_LIMIT_MILLIS : LIMIT_MILLIS + LIMIT_FACTOR * tookMillis;
        try {
            Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xshare:auto", "-jar", header.string(RR_JAR, ""), "verify", trace.toString())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
            if (!process.waitFor(limit, TimeUnit.MILLISECONDS)) {
                process.destroy(); // it ends the replay
                if (!process.waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS)) {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                }
                if (auto) {
                    new VerifiedPrograms(trace).settle(VerifiedPrograms.name(header)); // later recordings need not wait as long again
                }
                Verdict preliminary = Verdict.read(trace);
                return preliminary != null ? preliminary.text() : "not verified within " + limit / 1000 + " s: rr verify takes the time it needs";
            }
            Verdict verdict = Verdict.read(trace);
            return verdict == null ? "not verified: see scribe.log in it" : verdict.text();
        } catch (IOException e) {
            return "not verified: " + e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "not verified: interrupted";
        }
    }
}
