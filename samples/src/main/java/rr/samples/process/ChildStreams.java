package rr.samples.process;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import rr.samples.Report;
import rr.samples.Workers;

/**
 * What children read and write, through pipes, files and each other: four threads talk to a child each, and which line comes when is
 * the result. One command does not exist; its exception is printed.
 */
public final class ChildStreams {
    private static final Report REPORT = new Report();

    private ChildStreams() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        conversation();
        Workers.run(4, ChildStreams::talk);
        files();
        pipeline();
        environment();
        try {
            new ProcessBuilder("/nowhere/at-all").start();
        } catch (IOException missing) {
            missing.printStackTrace();
            line(missing.getMessage());
        }
        REPORT.end();
    }

    private static synchronized void line(String text) {
        REPORT.line("%s", text);
    }

    private static ProcessBuilder shell(String script) {
        return new ProcessBuilder("sh", "-c", script);
    }

    private static String all(java.io.InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    /** Input, output and errors of one child, which sees the end of its input; its exit code. */
    private static void conversation() throws IOException, InterruptedException {
        Process child = shell("cat; echo to errors >&2; exit 3").start();
        try (OutputStream out = child.getOutputStream()) {
            out.write("to the child".getBytes(StandardCharsets.UTF_8));
        }
        line(all(child.getInputStream()) + ", " + all(child.getErrorStream()) + ", exit " + child.waitFor());
    }

    /** A child that answers line by line. Its pid is in each answer. */
    private static void talk(int worker) throws IOException, InterruptedException {
        Process child = shell("while read x; do echo $x by $$; done; exit " + worker).redirectErrorStream(true).start();
        try (BufferedReader answers = new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));
                OutputStream out = child.getOutputStream()) {
            for (int i = 0; i < 5; i++) {
                out.write((worker + " asks " + i + "\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
                line(answers.readLine());
            }
        }
        line("child of " + worker + " ended with " + child.waitFor() + ", pid " + child.pid());
    }

    private static void files() throws IOException, InterruptedException {
        Path in = Files.writeString(Path.of("child.in"), "from a file\n");
        File out = new File("child.out");
        line("files: exit " + shell("cat; echo more >&2").redirectInput(in.toFile()).redirectOutput(out).redirectError(Redirect.appendTo(out)).start().waitFor());
        line(Files.readString(out.toPath()).strip());
        line("discarded: exit " + shell("echo nobody sees this").redirectOutput(Redirect.DISCARD).start().waitFor());
        Files.delete(in);
        Files.delete(out.toPath());
    }

    private static void pipeline() throws IOException, InterruptedException {
        List<Process> children = ProcessBuilder.startPipeline(List.of(shell("echo b; echo a"), new ProcessBuilder("sort"), new ProcessBuilder("tr", "a-z", "A-Z")));
        line("pipeline: " + all(children.get(2).getInputStream()).replace('\n', ' '));
        for (Process child : children) {
            line("ended with " + child.waitFor());
        }
    }

    /** A child has what the program has, and no descriptor beside the standard streams. */
    private static void environment() throws IOException, InterruptedException {
        ProcessBuilder builder = shell("echo $ADDED, $RR_GUEST, $PWD, descriptors: $(ls /proc/$$/fd | tr '\\n' ' ')");
        builder.environment().put("ADDED", "added");
        builder.directory(new File("/"));
        Process child = builder.start();
        line(all(child.getInputStream()) + ", exit " + child.waitFor());
    }
}
