package mvi.services.image.front;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import mvi.engines.base.ByteSource;
import mvi.engines.base.FileBody;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpReply;
import mvi.engines.http.ReplyBody;
import mvi.services.image.Digest;
import mvi.services.image.ImageService;
import mvi.services.image.Layer;
import mvi.services.image.LayerRange;
import mvi.services.image.LayerUpload;
import mvi.services.image.OpenLayer;
import mvi.services.image.Repository;

/** Blobs out, and in: in one request, in chunks, or from another repository. */
final class BlobOperations {
    private final ImageService images;

    BlobOperations(ImageService images) {
        this.images = images;
    }

    HttpReply head(RegistryCall call) {
        Layer layer =
                images.layer(call.repository(), new Digest(call.reference()))
                        .orElseThrow(() -> unknown(call));
        return HttpReply.empty(
                200, described(layer).with("Content-Length", Long.toString(layer.size())));
    }

    HttpReply get(RegistryCall call) {
        Optional<LayerRange> range = call.range();
        OpenLayer open = images.open(call.repository(), new Digest(call.reference()), range);
        Headers headers = described(open.layer());
        if (range.isPresent()) {
            headers =
                    headers.with(
                            "Content-Range",
                            "bytes %d-%d/%d"
                                    .formatted(
                                            open.first(),
                                            open.first() + open.count() - 1,
                                            open.layer().size()));
        }
        return new HttpReply(range.isPresent() ? 206 : 200, headers, body(open.body()));
    }

    /** A file goes to the socket without a copy. */
    private static ReplyBody body(ByteSource content) {
        return content instanceof FileBody file
                ? new ReplyBody.FilePart(file.file(), file.offset(), file.count())
                : new ReplyBody.Source(content);
    }

    private static Headers described(Layer layer) {
        return Headers.of(
                "Content-Type",
                "application/octet-stream",
                "Accept-Ranges",
                "bytes",
                "Docker-Content-Digest",
                layer.digest().text());
    }

    private static RegistryError unknown(RegistryCall call) {
        return RegistryError.of(
                "BLOB_UNKNOWN",
                404,
                "repository " + call.repository() + " has no blob " + call.reference());
    }

    HttpReply delete(RegistryCall call) {
        images.deleteLayer(call.repository(), new Digest(call.reference()));
        return HttpReply.empty(202, Headers.NONE);
    }

    /** {@code source} is a repository that the caller may pull from, or empty. */
    HttpReply start(RegistryCall call, Optional<Repository> source) throws IOException {
        Repository repository = call.repository();
        if (source.isPresent()) {
            Digest digest = new Digest(call.query("mount").orElse(""));
            if (images.mount(repository, digest, source.get())) {
                return created(repository, digest);
            }
        }
        LayerUpload upload = images.beginUpload(repository);
        Optional<String> digest = call.query("digest");
        if (digest.isEmpty()) {
            return accepted(upload);
        }
        Digest wanted = new Digest(digest.get());
        images.finish(repository, upload.id(), call.request().body(), wanted);
        return created(repository, wanted);
    }

    HttpReply status(RegistryCall call) {
        LayerUpload upload = images.upload(call.repository(), call.reference());
        return HttpReply.empty(204, progress(upload));
    }

    HttpReply chunk(RegistryCall call) throws IOException {
        return accepted(
                images.append(
                        call.repository(),
                        call.reference(),
                        call.chunkOffset(),
                        call.request().body()));
    }

    HttpReply finish(RegistryCall call) throws IOException {
        Digest digest = new Digest(call.query("digest").orElse(""));
        OptionalLong offset = call.chunkOffset();
        ByteSource rest = call.request().body();
        if (offset.isPresent()) {
            images.append(call.repository(), call.reference(), offset, rest);
            rest = ByteSource.empty();
        }
        images.finish(call.repository(), call.reference(), rest, digest);
        return created(call.repository(), digest);
    }

    HttpReply cancel(RegistryCall call) {
        images.cancel(call.repository(), call.reference());
        return HttpReply.empty(204, Headers.NONE);
    }

    private static HttpReply created(Repository repository, Digest digest) {
        return HttpReply.empty(
                201,
                Headers.of(
                        "Location",
                        "/v2/" + repository + "/blobs/" + digest,
                        "Docker-Content-Digest",
                        digest.text()));
    }

    private static HttpReply accepted(LayerUpload upload) {
        return HttpReply.empty(202, progress(upload));
    }

    private static Headers progress(LayerUpload upload) {
        return Headers.of(
                "Location",
                "/v2/" + upload.repository() + "/blobs/uploads/" + upload.id(),
                "Range",
                "0-" + Math.max(0, upload.received() - 1),
                "Docker-Upload-UUID",
                upload.id());
    }
}
