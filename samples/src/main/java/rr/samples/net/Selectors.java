package rr.samples.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** A server and its clients with a selector each and many channels; other threads wake a selector up and register with it. */
public final class Selectors {
    private static final int CHANNELS = 24;
    private static final int MESSAGES = 20;

    private Selectors() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Report report = new Report();
        Fingerprint[] seen = {new Fingerprint(), new Fingerprint()};
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), CHANNELS);
            InetSocketAddress address = (InetSocketAddress) listener.getLocalAddress();
            Workers.run(2, worker -> {
                if (worker == 0) {
                    serve(listener, seen[0]);
                } else {
                    connect(address, seen[1]);
                }
            });
        }
        report.line("server %s", seen[0]);
        report.line("clients %s", seen[1]);
        report.line("woken %s", wakeUps());
        report.end();
    }

    private static void serve(ServerSocketChannel listener, Fingerprint seen) throws IOException {
        try (Selector selector = Selector.open()) {
            listener.configureBlocking(false);
            listener.register(selector, SelectionKey.OP_ACCEPT);
            int open = 0;
            int accepted = 0;
            while (accepted < CHANNELS || open > 0) {
                seen.add(selector.select());
                for (Iterator<SelectionKey> keys = selector.selectedKeys().iterator(); keys.hasNext();) {
                    SelectionKey key = keys.next();
                    keys.remove();
                    if (key.isAcceptable()) {
                        SocketChannel channel = listener.accept();
                        if (channel != null) {
                            channel.configureBlocking(false);
                            channel.register(selector, SelectionKey.OP_READ, ByteBuffer.allocateDirect(256));
                            accepted++;
                            open++;
                        }
                        continue;
                    }
                    SocketChannel channel = (SocketChannel) key.channel();
                    ByteBuffer buffer = (ByteBuffer) key.attachment();
                    int n = channel.read(buffer.clear());
                    seen.add(n);
                    if (n < 0) {
                        channel.close();
                        open--;
                        continue;
                    }
                    buffer.flip();
                    seen.add(buffer.get(0));
                    while (buffer.hasRemaining()) {
                        channel.write(buffer);
                    }
                }
            }
        }
    }

    private static void connect(InetSocketAddress address, Fingerprint seen) throws IOException {
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < CHANNELS; i++) {
                SocketChannel channel = SocketChannel.open();
                channel.configureBlocking(false);
                boolean connected = channel.connect(address);
                seen.add(connected ? 1 : 0);
                channel.register(selector, connected ? SelectionKey.OP_WRITE : SelectionKey.OP_CONNECT, new int[] {i, 0});
            }
            ByteBuffer buffer = ByteBuffer.allocate(64);
            while (!selector.keys().isEmpty()) {
                seen.add(selector.select(1_000));
                for (SelectionKey key : selector.selectedKeys()) {
                    SocketChannel channel = (SocketChannel) key.channel();
                    int[] state = (int[]) key.attachment();
                    if (key.isConnectable()) {
                        channel.finishConnect();
                        key.interestOps(SelectionKey.OP_WRITE);
                    } else if (key.isWritable()) {
                        buffer.clear().put((byte) state[0]).put(new byte[10 + state[1] % 7]).flip();
                        channel.write(buffer);
                        key.interestOps(SelectionKey.OP_READ);
                    } else {
                        seen.add(state[0]).add(channel.read(buffer.clear()));
                        if (++state[1] == MESSAGES) {
                            channel.close();
                        } else {
                            key.interestOps(SelectionKey.OP_WRITE);
                        }
                    }
                }
                selector.selectedKeys().clear();
            }
        }
    }

    /** Tasks for a selector's thread, as event loops have them. */
    private static Fingerprint wakeUps() throws IOException, InterruptedException {
        Fingerprint seen = new Fingerprint();
        Queue<Integer> tasks = new ArrayDeque<>();
        try (Selector selector = Selector.open()) {
            Thread loop = new Thread(() -> {
                try {
                    for (int done = 0; done < 150;) {
                        selector.select();
                        synchronized (tasks) {
                            for (Integer task; (task = tasks.poll()) != null; done++) {
                                seen.add(task);
                            }
                        }
                    }
                } catch (IOException failure) {
                    failure.printStackTrace();
                }
            });
            loop.start();
            Workers.run(3, worker -> {
                for (int i = 0; i < 50; i++) {
                    synchronized (tasks) {
                        tasks.add(worker * 1_000 + i);
                    }
                    selector.wakeup();
                }
            });
            loop.join();
            return seen.add(selector.selectNow());
        }
    }
}
