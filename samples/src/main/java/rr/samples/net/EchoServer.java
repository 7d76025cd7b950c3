package rr.samples.net;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/** A server with a thread for each connection and clients in the same program; what one side did before it sent, the other finds done. */
public final class EchoServer {
    private static final int CLIENTS = 4;
    private static final int ROUNDS = 60;

    /** Written by clients before they send, read by the server after it received: only the connection orders the two. */
    private static final long[] LETTERS = new long[CLIENTS];

    private final Fingerprint order = new Fingerprint();
    private long sum;

    private EchoServer() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        new EchoServer().run();
    }

    private void run() throws IOException, InterruptedException {
        Report report = new Report();
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread acceptor = new Thread(() -> accept(server), "acceptor");
            acceptor.start();
            int port = server.getLocalPort();
            Workers.run(CLIENTS, worker -> converse(worker, port));
            acceptor.join();
        }
        report.line("the server saw %s, sum %d", order, sum);
        report.end();
    }

    private void accept(ServerSocket server) {
        try {
            Thread[] threads = new Thread[CLIENTS];
            for (int i = 0; i < CLIENTS; i++) {
                Socket socket = server.accept();
                threads[i] = new Thread(() -> serve(socket), "connection-" + i);
                threads[i].start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (IOException | InterruptedException failure) {
            failure.printStackTrace();
        }
    }

    private void serve(Socket socket) {
        try (socket;
                DataInputStream in = new DataInputStream(socket.getInputStream());
                DataOutputStream out = new DataOutputStream(socket.getOutputStream())) {
            int client = in.read();
            for (int i = 0; i < ROUNDS; i++) {
                long value = in.readLong();
                if (LETTERS[client] != value) {
                    System.out.println("client " + client + " sent " + value + " and left " + LETTERS[client]);
                }
                long answer;
                synchronized (order) {
                    order.add(client).add(value);
                    sum = sum * 31 + client;
                    answer = order.value();
                }
                out.writeLong(answer);
            }
        } catch (IOException failure) {
            failure.printStackTrace();
        }
    }

    private static void converse(int client, int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.write(client);
            long seen = client;
            for (int i = 0; i < ROUNDS; i++) {
                LETTERS[client] = seen;
                out.writeLong(seen);
                seen = in.readLong();
            }
        }
    }
}
