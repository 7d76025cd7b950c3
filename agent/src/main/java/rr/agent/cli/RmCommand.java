package rr.agent.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code rr rm}: deletes traces. */
@Command(name = "rm", description = "Deletes traces.", mixinStandardHelpOptions = true)
final class RmCommand implements Callable<Integer> {
    @Parameters(paramLabel = "TRACE", arity = "1..*", description = "The folders of the traces.")
    private List<String> traces;

    @Override
    public Integer call() throws IOException {
        // All are looked at before any is deleted: a mistyped name deletes nothing.
        List<Path> folders = new ArrayList<>();
        for (String trace : traces) {
            folders.add(Traces.existing(trace));
        }
        for (Path folder : folders) {
            delete(folder);
        }
        return 0;
    }

    /** Deletes a folder with all in it. */
    static void delete(Path folder) throws IOException {
        List<Path> inside;
        try (Stream<Path> files = Files.walk(folder)) {
            inside = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : inside) {
            Files.delete(file);
        }
    }
}
