package rr.samples.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.InterruptedByTimeoutException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** NIO.2: completion handlers of a server, futures of clients, a time-out of the channel's own. */
public final class AsynchronousChannels {
    private static final int CLIENTS = 3;
    private static final int MESSAGES = 40;

    private final Fingerprint order = new Fingerprint();
    private final CountDownLatch ended = new CountDownLatch(CLIENTS);

    private AsynchronousChannels() {}

    public static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
        new AsynchronousChannels().run();
    }

    private void run() throws IOException, InterruptedException, ExecutionException {
        Report report = new Report();
        try (AsynchronousServerSocketChannel server = AsynchronousServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            InetSocketAddress address = (InetSocketAddress) server.getLocalAddress();
            accept(server, CLIENTS);
            Workers.run(CLIENTS, worker -> talk(worker, address));
            ended.await();
            report.line("time-out: %s", timeOut(server, address));
        }
        report.line("order %s", order);
        report.end();
    }

    private void accept(AsynchronousServerSocketChannel server, int left) {
        server.accept(null, new CompletionHandler<AsynchronousSocketChannel, Void>() {
            @Override
            public void completed(AsynchronousSocketChannel channel, Void none) {
                if (left > 1) {
                    accept(server, left - 1);
                }
                read(channel, ByteBuffer.allocate(64));
            }

            @Override
            public void failed(Throwable failure, Void none) {
                failure.printStackTrace();
            }
        });
    }

    private void read(AsynchronousSocketChannel channel, ByteBuffer buffer) {
        channel.read(buffer.clear(), null, new CompletionHandler<Integer, Void>() {
            @Override
            public void completed(Integer n, Void none) {
                if (n < 0) {
                    close(channel);
                    ended.countDown();
                    return;
                }
                synchronized (order) {
                    order.add(buffer.get(0)).add(n);
                }
                channel.write(buffer.flip(), null, new CompletionHandler<Integer, Void>() {
                    @Override
                    public void completed(Integer written, Void none) {
                        read(channel, buffer);
                    }

                    @Override
                    public void failed(Throwable failure, Void none) {
                        failure.printStackTrace();
                    }
                });
            }

            @Override
            public void failed(Throwable failure, Void none) {
                failure.printStackTrace();
            }
        });
    }

    private static void close(AsynchronousSocketChannel channel) {
        try {
            channel.close();
        } catch (IOException failure) {
            failure.printStackTrace();
        }
    }

    private static void talk(int client, InetSocketAddress address) throws IOException, InterruptedException, ExecutionException {
        try (AsynchronousSocketChannel channel = AsynchronousSocketChannel.open()) {
            channel.connect(address).get();
            ByteBuffer buffer = ByteBuffer.allocate(16);
            for (int i = 0; i < MESSAGES; i++) {
                channel.write(buffer.clear().put((byte) client).put((byte) i).flip()).get();
                channel.read(buffer.clear()).get();
            }
        }
    }

    private static String timeOut(AsynchronousServerSocketChannel server, InetSocketAddress address)
            throws IOException, InterruptedException, ExecutionException {
        try (AsynchronousSocketChannel channel = AsynchronousSocketChannel.open()) {
            channel.connect(address).get();
            try (AsynchronousSocketChannel peer = server.accept().get()) {
                String[] outcome = new String[1];
                CountDownLatch done = new CountDownLatch(1);
                channel.read(ByteBuffer.allocate(1), 40, TimeUnit.MILLISECONDS, null, new CompletionHandler<Integer, Void>() {
                    @Override
                    public void completed(Integer n, Void none) {
                        outcome[0] = "read " + n;
                        done.countDown();
                    }

                    @Override
                    public void failed(Throwable failure, Void none) {
                        outcome[0] = failure instanceof InterruptedByTimeoutException ? "late" : failure.toString();
                        done.countDown();
                    }
                });
                done.await();
                return outcome[0] + ", peer open " + peer.isOpen();
            }
        }
    }
}
