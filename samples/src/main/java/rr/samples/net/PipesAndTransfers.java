package rr.samples.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** Pipes between threads, files sent to and from sockets inside the kernel, gathered writes and scattered reads. */
public final class PipesAndTransfers {
    private PipesAndTransfers() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Report report = new Report();
        report.line("pipe %s", pipe());
        report.line("transfers %s", transfers());
        report.end();
    }

    private static Fingerprint pipe() throws IOException, InterruptedException {
        Fingerprint seen = new Fingerprint();
        Pipe pipe = Pipe.open();
        int[] plain = new int[4];
        Workers.run(4, worker -> {
            ByteBuffer buffer = ByteBuffer.allocate(4);
            for (int i = 0; i < 200; i++) {
                if (worker > 0) {
                    plain[worker] = i;
                    pipe.sink().write(buffer.clear().putInt(worker << 16 | i).flip());
                    continue;
                }
                for (int n = 0; n < 3; n++) {
                    buffer.clear();
                    while (buffer.hasRemaining()) {
                        pipe.source().read(buffer);
                    }
                    int message = buffer.getInt(0);
                    seen.add(message);
                    if (plain[message >> 16] < (message & 0xffff)) {
                        System.out.println("received before it was sent");
                    }
                }
            }
        });
        pipe.sink().close();
        seen.add(pipe.source().read(ByteBuffer.allocate(1)));
        pipe.source().close();
        return seen;
    }

    private static Fingerprint transfers() throws IOException, InterruptedException {
        Fingerprint seen = new Fingerprint();
        Path file = Files.createTempFile("rr-transfer", ".bin");
        Path copy = Files.createTempFile("rr-transfer", ".copy");
        byte[] bytes = new byte[300_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 7 + i / 1000);
        }
        Files.write(file, bytes);
        try (ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            Workers.run(2, worker -> {
                if (worker == 0) {
                    try (SocketChannel channel = SocketChannel.open(server.getLocalAddress());
                            FileChannel from = FileChannel.open(file)) {
                        for (long at = 0; at < bytes.length;) {
                            at += from.transferTo(at, bytes.length - at, channel);
                        }
                        channel.write(new ByteBuffer[] {ByteBuffer.wrap(new byte[10]), ByteBuffer.allocateDirect(20)});
                    }
                    return;
                }
                try (SocketChannel channel = server.accept();
                        FileChannel to = FileChannel.open(copy, StandardOpenOption.WRITE)) {
                    for (long at = 0; at < bytes.length;) {
                        long n = to.transferFrom(channel, at, bytes.length - at);
                        at += n;
                    }
                    ByteBuffer[] parts = {ByteBuffer.allocateDirect(25), ByteBuffer.allocate(25)};
                    for (long n; (n = channel.read(parts)) >= 0;) {
                        seen.add(n);
                    }
                }
            });
        }
        for (byte b : Files.readAllBytes(copy)) {
            seen.add(b);
        }
        Files.delete(file);
        Files.delete(copy);
        return seen;
    }
}
