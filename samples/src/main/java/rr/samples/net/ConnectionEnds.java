package rr.samples.net;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import rr.samples.Report;

/** Reads, writes and accepts that end otherwise than with data: time-outs, refusals, closed and interrupted from another thread, half closed. */
public final class ConnectionEnds {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    /** An operation that blocks until something ends it. */
    @FunctionalInterface
    private interface Blocking {
        Object run() throws IOException;
    }

    /** What another thread does to it. */
    @FunctionalInterface
    private interface Ending {
        void to(Thread victim) throws IOException;
    }

    private ConnectionEnds() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Report report = new Report();
        try (ServerSocket server = new ServerSocket(0, 50, HERE)) {
            report.line("timed read: %s", timedRead(server));
            report.line("timed accept: %s", timedAccept(server));
            report.line("refused: %s", refused());
            for (int i = 0; i < 5; i++) {
                Socket socket = new Socket(HERE, server.getLocalPort());
                try (Socket peer = server.accept()) {
                    InputStream in = socket.getInputStream();
                    report.line("closed while it is read: %s", end(in::read, victim -> socket.close()));
                    report.line("its peer: %s", outcome(() -> peer.getInputStream().read()));
                }
            }
            ServerSocket other = new ServerSocket(0, 50, HERE);
            report.line("closed while it accepts: %s", end(other::accept, victim -> other.close()));
            report.line("half closed: %s", halfClosed(server));
            report.line("full: %s", full(server));
            report.line("reset: %s", reset(server));
        }
        try (ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress(HERE, 0))) {
            for (int i = 0; i < 5; i++) {
                try (SocketChannel channel = SocketChannel.open(server.getLocalAddress());
                        SocketChannel peer = server.accept()) {
                    report.line("interrupted in a read: %s, open %b", end(() -> channel.read(ByteBuffer.allocateDirect(8)), Thread::interrupt), channel.isOpen());
                    report.line("its peer: %s", outcome(() -> peer.read(ByteBuffer.allocate(8))));
                }
                SocketChannel channel = SocketChannel.open(server.getLocalAddress());
                try (SocketChannel peer = server.accept()) {
                    report.line("closed in a read: %s", end(() -> channel.read(ByteBuffer.allocateDirect(8)), victim -> channel.close()));
                    report.line("its peer: %s", outcome(() -> peer.read(ByteBuffer.allocate(8))));
                }
            }
            report.line("interrupted in an accept: %s", end(server::accept, Thread::interrupt));
        }
        report.end();
    }

    private static String outcome(Blocking operation) {
        try {
            return String.valueOf(operation.run());
        } catch (IOException ended) {
            return ended.getClass().getSimpleName() + " " + Thread.interrupted();
        }
    }

    private static String end(Blocking operation, Ending ending) throws InterruptedException, IOException {
        String[] outcome = new String[1];
        Thread victim = new Thread(() -> outcome[0] = outcome(operation));
        victim.start();
        Thread.sleep(20); // most often it blocks by then; either way the outcome is recorded
        ending.to(victim);
        victim.join();
        return outcome[0];
    }

    private static String timedRead(ServerSocket server) throws IOException {
        try (Socket socket = new Socket(HERE, server.getLocalPort());
                Socket peer = server.accept()) {
            socket.setSoTimeout(30);
            try {
                return "read " + socket.getInputStream().read();
            } catch (SocketTimeoutException late) {
                peer.getOutputStream().write(7);
                return "late, then " + socket.getInputStream().read();
            }
        }
    }

    private static String timedAccept(ServerSocket server) throws IOException {
        server.setSoTimeout(20);
        try (Socket accepted = server.accept()) {
            return "accepted " + accepted;
        } catch (SocketTimeoutException late) {
            return "late";
        } finally {
            server.setSoTimeout(0);
        }
    }

    private static String refused() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, HERE)) {
            port = closed.getLocalPort();
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(HERE, port), 1_000);
            return "connected";
        } catch (ConnectException refused) {
            return refused.getMessage();
        }
    }

    private static String halfClosed(ServerSocket server) throws IOException {
        try (Socket socket = new Socket(HERE, server.getLocalPort());
                Socket peer = server.accept()) {
            socket.getOutputStream().write(new byte[] {1, 2, 3});
            socket.shutdownOutput();
            int n = peer.getInputStream().readAllBytes().length;
            peer.getOutputStream().write(n);
            return "got " + socket.getInputStream().read() + ", then " + outcome(() -> {
                socket.getOutputStream().write(1);
                return "written";
            });
        }
    }

    /** Writes more than the buffers between the two hold: the writer blocks until the other end reads. */
    private static String full(ServerSocket server) throws IOException, InterruptedException {
        long[] got = new long[1];
        try (Socket socket = new Socket(HERE, server.getLocalPort());
                Socket peer = server.accept()) {
            Thread reader = new Thread(() -> {
                try {
                    InputStream in = peer.getInputStream();
                    byte[] buffer = new byte[70_000];
                    for (int n; (n = in.read(buffer)) > 0;) {
                        got[0] = got[0] * 31 + n;
                    }
                } catch (IOException failure) {
                    failure.printStackTrace();
                }
            });
            Thread.sleep(5);
            reader.start();
            byte[] bytes = new byte[100_000];
            for (int i = 0; i < 60; i++) {
                bytes[i] = (byte) i;
                socket.getOutputStream().write(bytes);
            }
            socket.shutdownOutput();
            reader.join();
        }
        return Long.toHexString(got[0]);
    }

    private static String reset(ServerSocket server) throws IOException {
        try (Socket socket = new Socket(HERE, server.getLocalPort())) {
            Socket peer = server.accept();
            peer.setSoLinger(true, 0);
            peer.close();
            return outcome(() -> socket.getInputStream().read());
        }
    }
}
