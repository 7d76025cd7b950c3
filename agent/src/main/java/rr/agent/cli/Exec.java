package rr.agent.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import rr.agent.Refusal;

/**
 * Replaces this process by another program: it keeps the pid, the terminal, the descriptors and the signals of the command
 * that the user typed. Arguments are bytes, because the program must get exactly what the user or the recording gave, in
 * whatever locale this command line runs.
 */
final class Exec {
    /** The encoding in which this JVM has decoded its arguments, file names and environment. */
    private static final Charset PLATFORM = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

    private Exec() {
    }

    /** The bytes of a string that came from this JVM's arguments, environment or file names. */
    static byte[] bytes(String text) {
        return text.getBytes(PLATFORM);
    }

    /** The last arguments of this process as they were given, before any decoding; args are the same arguments, decoded. */
    static List<byte[]> undecoded(List<String> args) throws IOException {
        List<byte[]> own = split(Files.readAllBytes(Path.of("/proc/self/cmdline")));
        if (own.size() >= args.size()) {
            return own.subList(own.size() - args.size(), own.size());
        }
        // The kernel shows no more than what is left of a memory area that the process may overwrite.
        List<byte[]> encoded = new ArrayList<>();
        for (String arg : args) {
            encoded.add(bytes(arg));
        }
        return encoded;
    }

    private static List<byte[]> split(byte[] terminated) {
        List<byte[]> strings = new ArrayList<>();
        ByteArrayOutputStream string = new ByteArrayOutputStream();
        for (byte b : terminated) {
            if (b == 0) {
                strings.add(string.toByteArray());
                string.reset();
            } else {
                string.write(b);
            }
        }
        return strings;
    }

    /**
     * Becomes the program.
     *
     * @param path        the executable
     * @param argv        its arguments from the zeroth on
     * @param environment {@code NAME=value} each, or null for that of this process
     * @param folder      working directory, or null for that of this process
     * @throws Refusal if the kernel refuses; otherwise there is no return
     */
    @SuppressWarnings("restricted") // System.load, since 24
    static void exec(Installation rr, byte[] path, List<byte[]> argv, List<byte[]> environment, byte[] folder) {
        System.load(rr.nativeLibrary());
        byte[][] pathAndFolder = folder == null ? new byte[][] {path} : new byte[][] {path, folder};
        System.out.flush();
        System.err.flush();
        int errno = exec0(pathAndFolder, argv.toArray(new byte[0][]),
            environment == null ? null : environment.toArray(new byte[0][]));
        throw new Refusal("start of " + new String(path, PLATFORM), "error " + errno + " from the kernel",
            "an executable file" + (folder == null ? "" : " and the working directory " + new String(folder, PLATFORM)),
            "check that both exist and may be used");
    }

    private static native int exec0(byte[][] pathAndFolder, byte[][] argv, byte[][] environment);
}
