package rr.samples.values;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.Date;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** Every way to ask for the time, in one thread and in several at once. */
public final class Clocks {
    private Clocks() {}

    public static void main(String[] args) throws InterruptedException {
        Report report = new Report();
        long startNanos = System.nanoTime();
        report.line("millis %d", System.currentTimeMillis());
        report.line("nanos %d", startNanos);
        report.line("instant %s", Instant.now());
        report.line("local %s", LocalDateTime.now());
        report.line("zoned %s", ZonedDateTime.now());
        report.line("UTC clock %s, millis %d", Clock.systemUTC().instant(), Clock.systemUTC().millis());
        report.line("date %s, calendar %d", new Date(), Calendar.getInstance().getTimeInMillis());
        Fingerprint[] seen = new Fingerprint[3];
        Workers.run(3, worker -> {
            Fingerprint mine = new Fingerprint();
            seen[worker] = mine;
            for (int i = 0; i < 3_000; i++) {
                mine.add(System.nanoTime());
                if (i % 10 == 0) {
                    mine.add(System.currentTimeMillis()).add(Instant.now().getNano());
                }
            }
        });
        for (int i = 0; i < 3; i++) {
            report.line("thread %d saw %s", i, seen[i]);
        }
        report.line("took %s", Duration.ofNanos(System.nanoTime() - startNanos));
        report.end();
    }
}
