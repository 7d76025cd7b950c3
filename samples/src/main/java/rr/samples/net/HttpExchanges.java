package rr.samples.net;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import rr.samples.Fingerprint;
import rr.samples.Report;

/** The JDK's HTTP client and server: one after the other, many at once, and the old URL connection. */
public final class HttpExchanges {
    private final Fingerprint order = new Fingerprint();

    private HttpExchanges() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        new HttpExchanges().run();
    }

    private void run() throws IOException, InterruptedException {
        Report report = new Report();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ExecutorService pool = Executors.newFixedThreadPool(3);
        server.setExecutor(pool);
        server.createContext("/echo", this::echo);
        server.start();
        URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/echo");
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        for (int i = 0; i < 3; i++) {
            HttpResponse<String> answer = client.send(request(uri, "message " + i), HttpResponse.BodyHandlers.ofString());
            report.line("%d %s", answer.statusCode(), answer.body());
        }
        List<CompletableFuture<String>> futures = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            futures.add(client.sendAsync(request(uri, "x".repeat(1 + 700 * i)), HttpResponse.BodyHandlers.ofString()).thenApply(HttpResponse::body));
        }
        Fingerprint answers = new Fingerprint();
        futures.forEach(future -> answers.add(future.join()));
        report.line("answers %s", answers);
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setDoOutput(true);
        try (OutputStream out = connection.getOutputStream()) {
            out.write("old".getBytes(StandardCharsets.UTF_8));
        }
        try (InputStream in = connection.getInputStream()) {
            report.line("%d %s", connection.getResponseCode(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        server.stop(0);
        pool.shutdown();
        report.line("order %s", order);
        report.end();
    }

    private static HttpRequest request(URI uri, String body) {
        return HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(body)).build();
    }

    private void echo(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String answer;
            synchronized (order) {
                order.add(body.length);
                answer = order + " for " + body.length + " bytes";
            }
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
