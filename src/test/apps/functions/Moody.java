import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** A bootstrap that asks for events and does with each what a word in it says. */
public final class Moody {
    private static final String API =
            "http://"
                    + System.getenv("AWS_LAMBDA_RUNTIME_API")
                    + "/2018-06-01/runtime/invocation/";
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    public static void main(String[] args) throws Exception {
        while (true) {
            HttpResponse<String> next =
                    HTTP.send(
                            HttpRequest.newBuilder(URI.create(API + "next")).build(),
                            BodyHandlers.ofString());
            if (next.statusCode() != 200) {
                System.exit(1);
            }
            String id = next.headers().firstValue("Lambda-Runtime-Aws-Request-Id").orElseThrow();
            System.out.println("got " + id + " " + key(next.body()));
            answer(id, next.body());
        }
    }

    /** Of an object's event. */
    private static String key(String event) {
        int start = event.indexOf("\"object\":{\"key\":\"");
        return start < 0 ? "" : event.substring(start + 17, event.indexOf('"', start + 17));
    }

    private static void answer(String id, String event) throws Exception {
        if (event.contains("fail")) {
            send(id + "/error", "{\"errorType\":\"Moody\",\"errorMessage\":\"not today\"}");
            return;
        }
        if (event.contains("hang")) {
            Thread.sleep(600_000);
        }
        if (event.contains("exit")) {
            System.exit(3);
        }
        if (event.contains("memory")) {
            byte[][] all = new byte[400][];
            for (int i = 0; i < all.length; i++) {
                all[i] = new byte[1 << 20];
                java.util.Arrays.fill(all[i], (byte) 1);
            }
        }
        if (event.contains("print")) {
            String line = "x".repeat(1_000);
            for (int i = 0; i < 200_000; i++) {
                System.out.println(line);
            }
        }
        send(
                id + "/response",
                event.contains("large") ? "\"" + "x".repeat(10_000_000) + "\"" : "{\"ok\":true}");
    }

    private static void send(String path, String body) throws Exception {
        HTTP.send(
                HttpRequest.newBuilder(URI.create(API + path))
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.discarding());
    }
}
