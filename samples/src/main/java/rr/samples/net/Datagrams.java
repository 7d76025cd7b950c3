package rr.samples.net;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.util.Enumeration;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** Datagrams by sockets and by channels, connected and not, with time-outs, scattered buffers and options of multicast. */
public final class Datagrams {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    private Datagrams() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Report report = new Report();
        report.line("sockets %s", sockets());
        report.line("channels %s", channels());
        report.line("time-out: %s", timeOut());
        report.line("nobody there: %s", unreachable());
        report.line("multicast: %s", multicast());
        report.end();
    }

    private static Fingerprint sockets() throws IOException, InterruptedException {
        Fingerprint seen = new Fingerprint();
        try (DatagramSocket receiver = new DatagramSocket(0, HERE)) {
            receiver.setSoTimeout(10_000);
            receiver.setReceiveBufferSize(1 << 18);
            int port = receiver.getLocalPort();
            Workers.run(4, worker -> {
                if (worker == 0) {
                    DatagramPacket packet = new DatagramPacket(new byte[100], 100);
                    for (int i = 0; i < 90; i++) {
                        receiver.receive(packet);
                        seen.add(packet.getData()[0]).add(packet.getLength()).add(packet.getPort());
                    }
                    return;
                }
                try (DatagramSocket sender = new DatagramSocket(0, HERE)) {
                    for (int i = 0; i < 30; i++) {
                        byte[] bytes = new byte[1 + i];
                        bytes[0] = (byte) worker;
                        sender.send(new DatagramPacket(bytes, bytes.length, HERE, port));
                    }
                }
            });
        }
        return seen;
    }

    private static Fingerprint channels() throws IOException {
        Fingerprint seen = new Fingerprint();
        try (DatagramChannel one = DatagramChannel.open().bind(new InetSocketAddress(HERE, 0));
                DatagramChannel other = DatagramChannel.open().bind(new InetSocketAddress(HERE, 0))) {
            one.connect(other.getLocalAddress());
            ByteBuffer[] parts = {ByteBuffer.wrap("one ".getBytes()), ByteBuffer.wrap("message".getBytes())};
            seen.add(one.write(parts));
            ByteBuffer whole = ByteBuffer.allocateDirect(100);
            seen.add(other.receive(whole).equals(one.getLocalAddress()) ? 1 : 0).add(whole.position());
            seen.add(other.send(ByteBuffer.wrap("answer".getBytes()), one.getLocalAddress()));
            ByteBuffer[] into = {ByteBuffer.allocate(2), ByteBuffer.allocate(20)};
            seen.add(one.read(into)).add(into[1].position());
            one.configureBlocking(false);
            seen.add(one.read(whole));
            seen.add(other.send(ByteBuffer.wrap("long answer".getBytes()), one.getLocalAddress()));
            one.configureBlocking(true);
            seen.add(one.read(ByteBuffer.allocate(4)));
        }
        return seen;
    }

    private static String timeOut() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, HERE)) {
            socket.setSoTimeout(30);
            socket.receive(new DatagramPacket(new byte[1], 1));
            return "received";
        } catch (SocketTimeoutException late) {
            return "late";
        }
    }

    private static String unreachable() throws IOException {
        int port;
        try (DatagramSocket closed = new DatagramSocket(0, HERE)) {
            port = closed.getLocalPort();
        }
        try (DatagramChannel channel = DatagramChannel.open().connect(new InetSocketAddress(HERE, port))) {
            channel.write(ByteBuffer.wrap(new byte[] {1}));
            channel.socket().setSoTimeout(5_000);
            return "read " + channel.read(ByteBuffer.allocate(1));
        } catch (PortUnreachableException refused) {
            return "unreachable";
        }
    }

    private static String multicast() throws IOException {
        InetAddress group = InetAddress.getByName("230.1.2.3");
        StringBuilder text = new StringBuilder();
        try (DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET)) {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 1).setOption(StandardSocketOptions.IP_MULTICAST_LOOP, true);
            channel.bind(new InetSocketAddress(0));
            text.append(channel.getOption(StandardSocketOptions.IP_MULTICAST_TTL)).append(channel.getOption(StandardSocketOptions.IP_MULTICAST_LOOP));
            for (Enumeration<NetworkInterface> all = NetworkInterface.getNetworkInterfaces(); all.hasMoreElements();) {
                NetworkInterface each = all.nextElement();
                if (!each.supportsMulticast() || !each.isUp()) {
                    continue;
                }
                try {
                    channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, each);
                    MembershipKey key = channel.join(group, each);
                    text.append(", ").append(each.getName()).append(key.isValid());
                    key.drop();
                } catch (IOException unable) {
                    text.append(", ").append(each.getName()).append(": ").append(unable.getMessage());
                }
            }
        }
        return text.toString();
    }
}
