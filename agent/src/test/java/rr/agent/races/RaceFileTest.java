package rr.agent.races;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RaceFileTest {
    private static final String X = "field a.B.x:I";
    private static final String Y = "field a.B.y:I";

    @TempDir
    private Path folder;

    @Test
    void linesAreAddedInOrderAndOnce() throws IOException {
        Path file = folder.resolve("rr-races.txt");
        assertEquals(Set.of(Y), RaceFile.add(file, List.of(Y)));
        assertEquals(Set.of(X), RaceFile.add(file, List.of(X, Y)));
        List<String> lines = Files.readAllLines(file);
        assertEquals(List.of(X, Y), lines.subList(1, 3));
        assertEquals('#', lines.get(0).charAt(0));
        assertEquals(Set.of(), RaceFile.add(file, List.of(X, Y)));
        assertEquals(lines, Files.readAllLines(file));
    }

    @Test
    void whatPeopleWroteStays() throws IOException {
        Path file = Files.write(folder.resolve("rr-races.txt"), List.of("# mine", "field a.B.z:J  # why", "unknown words"));
        RaceFile.add(file, List.of(X));
        assertEquals(List.of("# mine", X, "field a.B.z:J  # why", "unknown words"), Files.readAllLines(file));
        assertEquals(Set.of(), RaceFile.add(file, List.of("field a.B.z:J")));
    }

    @Test
    void aRaceIsReadFromWhatTheFinderWrote() {
        List<Race> races = Race.read(List.of("field a.B.numbers:[I", "array [I [I", "earlier write 2 17 a.B.put:5", "thread worker 1", "at a.B.put(B.java:5)",
            "now read 3 -1 a.C$D.<init>:9", "thread main", "at a.C$D.<init>(C.java:9)", "at a.C.main(C.java:1)", "end", "field a.B.x:I", "earlier read"));
        assertEquals(1, races.size());
        Race race = races.get(0);
        assertEquals(Set.of("elements a.B.numbers:[I", "elements [I in a.B", "elements [I in a.C$D"), race.lines());
        assertEquals("worker 1", race.earlier().thread());
        assertEquals(List.of("a.C$D.<init>(C.java:9)", "a.C.main(C.java:1)"), race.now().stack());
    }
}
