package rr.samples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import rr.samples.harness.Finished;
import rr.samples.harness.Guest;
import rr.samples.harness.GuestRun;
import rr.samples.net.AnswersOutside;
import rr.samples.net.AsynchronousChannels;
import rr.samples.net.ConnectionEnds;
import rr.samples.net.Datagrams;
import rr.samples.net.EchoServer;
import rr.samples.net.HttpExchanges;
import rr.samples.net.NamesAndInterfaces;
import rr.samples.net.PipesAndTransfers;
import rr.samples.net.Selectors;
import rr.samples.net.ServesOutside;
import rr.samples.net.UnixSockets;

/** Sockets, selectors, pipes and names. */
class NetIT {
    private static final int CLIENTS = 4;
    private static final int REQUESTS = 25;
    private static final Pattern PORT = Pattern.compile("port (\\d+)");

    @Guest(main = EchoServer.class, recordings = 2)
    void echoServer() {}

    @Guest(main = Selectors.class)
    void selectors() {}

    @Guest(main = Datagrams.class)
    void datagrams() {}

    @Guest(main = UnixSockets.class)
    void unixSockets() {}

    @Guest(main = AsynchronousChannels.class)
    void asynchronousChannels() {}

    @Guest(main = HttpExchanges.class)
    void httpExchanges() {}

    @Guest(main = ConnectionEnds.class, recordings = 2)
    void connectionEnds() {}

    @Guest(main = PipesAndTransfers.class)
    void pipesAndTransfers() {}

    @Guest(main = NamesAndInterfaces.class)
    void namesAndInterfaces() {}

    /** Asks the server at a port what there is to ask. */
    private interface Clients {
        void ask(int port) throws IOException, InterruptedException;
    }

    /** A server with one thread. */
    @Test
    void noClientAndNoPort() throws IOException, InterruptedException {
        recordedWithClients("NetIT.noClientAndNoPort", List.of(AnswersOutside.class.getName(), "2"), "asked third", port -> {
            ask(port, "first", "second");
            ask(port, "third");
        });
    }

    /** A server with several, and clients that ask at the same time. */
    @Test
    void noClientsAndNoPort() throws IOException, InterruptedException {
        String requests = Integer.toString(CLIENTS * REQUESTS);
        recordedWithClients("NetIT.noClientsAndNoPort", List.of(ServesOutside.class.getName(), requests), "visits ", NetIT::askAtOnce);
    }

    /** Recorded with clients in another program; replayed without any, while the port belongs to somebody else. */
    private static void recordedWithClients(String name, List<String> server, String expected, Clients clients) throws IOException, InterruptedException {
        try (GuestRun run = GuestRun.inDefaultConfiguration(name)) {
            List<String> plain = run.plainCommand(List.of(), GuestRun.classPath(), server);
            Process process = run.start(run.recordCommand(plain, 1));
            StringBuilder out = new StringBuilder();
            int port = 0;
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line; (line = lines.readLine()) != null;) {
                    out.append(line).append('\n');
                    Matcher matcher = PORT.matcher(line);
                    if (matcher.matches()) {
                        port = Integer.parseInt(matcher.group(1));
                        clients.ask(port);
                    }
                }
            }
            Finished recorded = new Finished(List.of(), process.waitFor(), out.toString().getBytes(StandardCharsets.UTF_8), process.getErrorStream().readAllBytes());
            if (recorded.exit() != 0 || !recorded.outText().contains(expected)) {
                throw run.failure("the recording ended with " + recorded.exit() + "\n" + recorded.outText() + recorded.errText());
            }
            run.assertEqual("replay", run.run("alone", run.replayCommand(run.trace(1))), recorded);
            try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                run.assertEqual("replay while the port is taken", run.run("taken", run.replayCommand(run.trace(1))), recorded);
                taken.setSoTimeout(1);
            }
            run.succeed();
        }
    }

    private static void askAtOnce(int port) throws IOException, InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Callable<Void>> all = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                URL address = new URL("http", "127.0.0.1", port, "/?client" + i);
                all.add(() -> {
                    for (int k = 1; k <= REQUESTS; k++) {
                        String answer = new String(address.openStream().readAllBytes(), StandardCharsets.UTF_8);
                        if (!answer.contains(" visit " + k + " of ")) {
                            throw new AssertionError("request " + k + " was answered " + answer);
                        }
                    }
                    return null;
                });
            }
            for (Future<Void> each : pool.invokeAll(all)) {
                each.get();
            }
        } catch (ExecutionException failed) {
            throw new AssertionError("a client failed", failed.getCause());
        } finally {
            pool.shutdown();
        }
    }

    private static void ask(int port, String... questions) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            OutputStream out = socket.getOutputStream();
            for (String question : questions) {
                out.write((question + "\n").getBytes(StandardCharsets.UTF_8));
                if (!("you asked " + question).equals(in.readLine())) {
                    throw new AssertionError("no answer to " + question);
                }
            }
        }
    }
}
