package rr.samples.net;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Collections;
import rr.samples.Report;

/** What the machine knows of itself and of others: interfaces with their addresses, host names both ways. */
public final class NamesAndInterfaces {
    private NamesAndInterfaces() {}

    public static void main(String[] args) throws IOException {
        Report report = new Report();
        for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            describe(report, each);
        }
        report.line("by name %s, by index %s", NetworkInterface.getByName("lo"), NetworkInterface.getByIndex(1));
        report.line("by address %s", NetworkInterface.getByInetAddress(InetAddress.getByName("127.0.0.1")));
        look(report, "localhost");
        look(report, "127.0.0.1");
        look(report, "no-such-name.invalid");
        try {
            InetAddress here = InetAddress.getLocalHost();
            report.line("here %s, canonical %s", here, here.getCanonicalHostName());
        } catch (UnknownHostException nameless) {
            report.line("host without address");
        }
        report.line("reverse %s", InetAddress.getByAddress(new byte[] {127, 0, 0, 1}).getCanonicalHostName());
        report.line("loopback is reachable %b", InetAddress.getLoopbackAddress().isReachable(1_000));
        report.end();
    }

    private static void describe(Report report, NetworkInterface each) throws SocketException {
        report.line("%s index %d, up %b, loopback %b, virtual %b, point to point %b, multicast %b, MTU %d, hardware %s", each.getName(), each.getIndex(),
                each.isUp(), each.isLoopback(), each.isVirtual(), each.isPointToPoint(), each.supportsMulticast(), each.getMTU(),
                Arrays.toString(each.getHardwareAddress()));
        for (InterfaceAddress address : each.getInterfaceAddresses()) {
            report.line("  %s/%d, broadcast %s, IPv6 %b", address.getAddress(), address.getNetworkPrefixLength(), address.getBroadcast(),
                    address.getAddress() instanceof Inet6Address);
        }
    }

    private static void look(Report report, String name) {
        try {
            report.line("%s: %s", name, Arrays.toString(InetAddress.getAllByName(name)));
        } catch (UnknownHostException unknown) {
            report.line("%s: unknown", name);
        }
    }
}
