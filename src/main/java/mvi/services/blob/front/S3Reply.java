package mvi.services.blob.front;

import java.util.function.Consumer;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpReply;

/** Replies of the shapes that S3 uses. */
final class S3Reply {
    private S3Reply() {}

    static HttpReply xml(String root, Consumer<XmlText> content) {
        return xml(Headers.NONE, root, content);
    }

    static HttpReply xml(Headers headers, String root, Consumer<XmlText> content) {
        return HttpReply.bytes(
                200,
                headers.with("Content-Type", "application/xml"),
                XmlText.document(root, content));
    }

    static HttpReply noContent() {
        return HttpReply.empty(204, Headers.NONE);
    }

    static HttpReply ok() {
        return HttpReply.empty(200, Headers.NONE);
    }
}
