package mvi.services.blob.front;

import java.net.URI;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpReply;
import mvi.engines.http.HttpRequest;
import mvi.engines.wire.PercentCoding;

/** What a browser is answered when its file is stored. */
final class PostReply {
    private PostReply() {}

    /**
     * @param written what a PUT of the object answers in its header
     */
    static HttpReply of(HttpRequest request, PostObject post, String etag, Headers written) {
        if (post.redirect().isPresent()) {
            return HttpReply.empty(
                    303, written.with("Location", redirect(post, post.redirect().get(), etag)));
        }
        Headers headers = written.with("Location", location(request, post));
        return post.status() == 201
                ? HttpReply.bytes(
                        201,
                        headers.with("Content-Type", "application/xml"),
                        document(request, post, etag))
                : HttpReply.empty(post.status(), headers);
    }

    /** Without a namespace, as S3 has it. */
    private static byte[] document(HttpRequest request, PostObject post, String etag) {
        return XmlText.plainDocument(
                "PostResponse",
                xml -> {
                    xml.element("Location", location(request, post));
                    xml.element("Bucket", post.bucket());
                    xml.element("Key", post.key());
                    xml.element("ETag", S3Fields.quoted(etag));
                });
    }

    /** The form was sent to the bucket's address, whichever form that has. */
    private static String location(HttpRequest request, PostObject post) {
        return (request.secure() ? "https://" : "http://")
                + request.headers().first("host").orElse("")
                + request.path().replaceFirst("/+$", "")
                + "/"
                + Percent.encode(post.key());
    }

    private static String redirect(PostObject post, URI address, String etag) {
        String stored =
                "bucket="
                        + PercentCoding.encode(post.bucket())
                        + "&key="
                        + PercentCoding.encode(post.key())
                        + "&etag="
                        + PercentCoding.encode(S3Fields.quoted(etag));
        String text = address.toASCIIString();
        int hash = text.indexOf('#');
        String plain = hash < 0 ? text : text.substring(0, hash);
        return plain
                + (plain.indexOf('?') < 0 ? "?" : "&")
                + stored
                + (hash < 0 ? "" : text.substring(hash));
    }
}
