package rr.agent.races;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import rr.agent.weave.OrderedFields;
import rr.recorder.WholeFile;

/** The file beside the traces with the plain fields that recordings order. */
public final class RaceFile {
    private static final String HEAD = "# Plain fields and array elements that race: recordings made in this folder order accesses to them. rr races adds lines.";

    private RaceFile() {}

    /** Adds lines; comments stay at the head. Returns those that were not there. */
    public static Set<String> add(Path file, Collection<String> lines) throws IOException {
        List<String> present = Files.exists(file) ? Files.readAllLines(file) : List.of(HEAD);
        List<String> comments = new ArrayList<>();
        Set<String> sorted = new TreeSet<>();
        for (String line : present) {
            if (line.isBlank() || line.stripLeading().startsWith("#")) {
                comments.add(line);
            } else {
                sorted.add(line.strip());
            }
        }
        Set<String> known = new OrderedFields(present).lines();
        Set<String> added = CollectionFields.with(new TreeSet<>(lines));
        added.removeAll(known);
        if (added.isEmpty()) {
            return added;
        }
        sorted.addAll(added);
        comments.addAll(sorted);
        WholeFile.replace(file, String.join("\n", comments) + "\n");
        return added;
    }
}
