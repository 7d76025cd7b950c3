package rr.samples.net;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import rr.samples.Report;

/** An HTTP server with several threads, whose clients are other programs: prints its port, ends after so many requests: {@code ServesOutside REQUESTS}. */
public final class ServesOutside {
    private static final int THREADS = 3;

    private ServesOutside() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Report report = new Report();
        CountDownLatch requests = new CountDownLatch(Integer.parseInt(args[0]));
        AtomicInteger turns = new AtomicInteger();
        Map<String, Integer> visits = new ConcurrentHashMap<>();
        StringBuffer order = new StringBuffer();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        server.setExecutor(pool);
        server.createContext("/", exchange -> {
            String who = exchange.getRequestURI().getQuery();
            order.append(who).append(' ');
            answer(exchange, "turn " + turns.incrementAndGet() + ", visit " + visits.merge(who, 1, Integer::sum) + " of " + who);
            requests.countDown();
        });
        server.start();
        report.line("port %d", server.getAddress().getPort());
        requests.await();
        server.stop(0);
        pool.shutdown();
        report.line("order %s", order).line("visits %s", visits).end();
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
