package rr.samples.net;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** Sockets with a path in the file system: a server and clients that race for it. */
public final class UnixSockets {
    private UnixSockets() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Report report = new Report();
        Path folder = Files.createTempDirectory("rr-unix");
        Path path = folder.resolve("socket");
        Fingerprint seen = new Fingerprint();
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            Workers.run(4, worker -> {
                ByteBuffer buffer = ByteBuffer.allocate(16);
                for (int i = 0; i < 20; i++) {
                    if (worker == 0) {
                        for (int client = 1; client < 4; client++) {
                            try (SocketChannel channel = server.accept()) {
                                channel.read(buffer.clear());
                                seen.add(buffer.getInt(0));
                                channel.write(buffer.clear().putInt((int) seen.value()).flip());
                            }
                        }
                    } else {
                        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
                            channel.write(buffer.clear().putInt(worker * 100 + i).flip());
                            channel.read(buffer.clear());
                        }
                    }
                }
            });
            report.line("address known %b", server.getLocalAddress().equals(UnixDomainSocketAddress.of(path)));
        }
        report.line("seen %s", seen);
        Files.delete(path);
        Files.delete(folder);
        report.end();
    }
}
