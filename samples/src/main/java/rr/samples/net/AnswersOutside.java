package rr.samples.net;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import rr.samples.Report;

/** Prints its port, then answers clients that are other programs: {@code AnswersOutside CONNECTIONS}. */
public final class AnswersOutside {
    private AnswersOutside() {}

    public static void main(String[] args) throws IOException {
        Report report = new Report();
        int connections = Integer.parseInt(args[0]);
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            report.line("port %d", server.getLocalPort());
            for (int i = 0; i < connections; i++) {
                try (Socket socket = server.accept()) {
                    BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
                    OutputStream out = socket.getOutputStream();
                    for (String line; (line = in.readLine()) != null;) {
                        report.line("asked %s", line);
                        out.write(("you asked " + line + "\n").getBytes(StandardCharsets.UTF_8));
                    }
                }
            }
        }
        report.end();
    }
}
