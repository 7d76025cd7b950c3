package rr.samples.files;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** Two threads read lines of standard input from one reader; who gets which line differs. */
public final class StandardInput {
    private StandardInput() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        int first = System.in.read();
        BufferedReader reader = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8), 16);
        Fingerprint[] lines = {new Fingerprint(), new Fingerprint()};
        String[] last = {"nothing", "nothing"};
        Workers.run(2, worker -> {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines[worker].add(line);
                last[worker] = line;
                Workers.spin(200);
            }
        });
        new Report()
                .line("first byte %d", first)
                .line("first thread  %s, last \"%s\"", lines[0], last[0])
                .line("second thread %s, last \"%s\"", lines[1], last[1])
                .line("available %d", System.in.available())
                .end();
    }
}
