package rr.samples;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import rr.samples.files.NamedInputs;
import rr.samples.harness.Finished;
import rr.samples.harness.GuestRun;

/** A trace replays after the files that the program read have changed or gone. */
class InputsGoneIT {
    @Test
    void deleted() throws IOException {
        check("deleted", Files::delete);
    }

    @Test
    void changed() throws IOException {
        check("changed", file -> Files.writeString(file, "something else\n"));
    }

    /** As build tools start a JVM: the class path is in the manifest of a jar that is there for this one start. */
    @Test
    void launchJarDeleted() throws IOException {
        try (GuestRun run = GuestRun.inDefaultConfiguration("InputsGoneIT.launchJarDeleted")) {
            Path small = Files.writeString(run.folder().resolve("small.txt"), "a first line\n");
            Path folder = Files.createDirectory(run.folder().resolve("tool files"));
            Path jar = launchJar(folder.resolve("launch.jar"));
            Path archive = archive(run.folder().resolve("archive.zip"));
            // -jar wins over a class path.
            List<String> plain = run.plainCommand(List.of(), "nowhere",
                    List.of("-jar", jar.toString(), small.toString(), small.toString(), archive.toString()));
            Finished recorded = run.run("recording", run.recordCommand(plain, 1));
            if (recorded.exit() != 0) {
                throw run.failure("the recording ended with " + recorded.exit() + "\n" + recorded.errText());
            }
            Files.delete(jar);
            Files.delete(folder);
            run.assertEqual("replay without the jar", run.run("after", run.replayCommand(run.trace(1))), recorded);
            run.assertEqual("replay with the jar put back", run.run("again", run.replayCommand(run.trace(1))), recorded);
            run.succeed();
        }
    }

    private static Path launchJar(Path path) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, NamedInputs.class.getName());
        StringBuilder classPath = new StringBuilder();
        for (String each : GuestRun.classPath().split(File.pathSeparator)) {
            classPath.append(Path.of(each).toUri()).append(' ');
        }
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath.toString().trim());
        new JarOutputStream(Files.newOutputStream(path), manifest).close();
        return path;
    }

    private interface Damage {
        void to(Path file) throws IOException;
    }

    private static void check(String name, Damage damage) throws IOException {
        try (GuestRun run = GuestRun.inDefaultConfiguration("InputsGoneIT." + name)) {
            Path small = Files.writeString(run.folder().resolve("small.txt"), "a first line\nand a second\n");
            Path large = Files.writeString(run.folder().resolve("large.txt"), "0123456789abcdef\n".repeat(100_000));
            Path archive = archive(run.folder().resolve("archive.zip"));
            List<Path> inputs = List.of(small, large, archive);
            List<String> plain = run.plainCommand(List.of(), GuestRun.classPath(),
                    List.of(NamedInputs.class.getName(), small.toString(), large.toString(), archive.toString()));
            Finished recorded = run.run("recording", run.recordCommand(plain, 1));
            if (recorded.exit() != 0) {
                throw run.failure("the recording ended with " + recorded.exit() + "\n" + recorded.errText());
            }
            run.assertEqual("replay with the files", run.run("before", run.replayCommand(run.trace(1))), recorded);
            for (Path input : inputs) {
                damage.to(input);
            }
            run.assertEqual("replay without the files", run.run("after", run.replayCommand(run.trace(1))), recorded);
            run.succeed();
        }
    }

    private static Path archive(Path path) throws IOException {
        try (OutputStream file = Files.newOutputStream(path);
                ZipOutputStream zip = new ZipOutputStream(file)) {
            for (String name : List.of("one.txt", "folder/two.txt")) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write((name + " holds this\n").repeat(50).getBytes(StandardCharsets.UTF_8));
            }
        }
        return path;
    }
}
