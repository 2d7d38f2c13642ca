package mvi.engines.http;

import java.nio.charset.StandardCharsets;

/** What a handler answers. The server closes the body, whether it was sent whole or not. */
public record HttpReply(int status, Headers headers, ReplyBody body) {
    public static HttpReply empty(int status, Headers headers) {
        return new HttpReply(status, headers, new ReplyBody.Empty());
    }

    public static HttpReply bytes(int status, Headers headers, byte[] bytes) {
        return new HttpReply(status, headers, new ReplyBody.Bytes(bytes));
    }

    public static HttpReply text(int status, String text) {
        return bytes(
                status,
                Headers.of("Content-Type", "text/plain; charset=utf-8"),
                text.getBytes(StandardCharsets.UTF_8));
    }
}
