package mvi.services.blob.front;

import java.io.IOException;
import java.util.Optional;
import mvi.engines.base.Events;
import mvi.engines.base.Gatekeeper;
import mvi.engines.base.Ids;
import mvi.engines.base.Kind;
import mvi.engines.base.Permission;
import mvi.engines.base.Principal;
import mvi.engines.base.Problem;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpHandler;
import mvi.engines.http.HttpReply;
import mvi.engines.http.HttpRequest;
import mvi.services.blob.BlobConfig;
import mvi.services.blob.BlobService;

/**
 * The Amazon S3 REST API over a {@link BlobService}: who is asking, what for, may they, then the
 * operation. Every answer carries {@code x-amz-request-id}; every refusal is S3's own XML.
 */
public final class S3Front implements HttpHandler {
    private final S3Doorkeeper doorkeeper;
    private final Gatekeeper gatekeeper;
    private final BlobConfig config;
    private final Ids ids;
    private final Events events;
    private final BucketOperations buckets;
    private final ObjectOperations objects;
    private final UploadOperations uploads;
    private final PostOperations posts;

    public S3Front(
            BlobService blob,
            S3Doorkeeper doorkeeper,
            Gatekeeper gatekeeper,
            BlobConfig config,
            Ids ids,
            Events events) {
        this.doorkeeper = doorkeeper;
        this.gatekeeper = gatekeeper;
        this.config = config;
        this.ids = ids;
        this.events = events;
        this.buckets = new BucketOperations(blob, gatekeeper, config);
        this.objects = new ObjectOperations(blob, gatekeeper);
        this.uploads = new UploadOperations(blob, objects);
        this.posts = new PostOperations(blob, gatekeeper);
    }

    @Override
    public HttpReply handle(HttpRequest request) {
        String requestId = ids.next("");
        HttpReply reply = answer(request, requestId);
        return new HttpReply(
                reply.status(),
                reply.headers().with("x-amz-request-id", requestId).with("x-amz-id-2", requestId),
                reply.body());
    }

    private HttpReply answer(HttpRequest request, String requestId) {
        try {
            return serve(request);
        } catch (S3Error error) {
            return refusal(request, requestId, error);
        } catch (Problem problem) {
            if (problem.kind() == Kind.BUG) {
                events.warn("s3.failed", "request", requestId, "why", problem.detail());
            }
            return refusal(request, requestId, S3Error.of(problem));
        } catch (Exception bug) {
            events.warn("s3.failed", "request", requestId, "why", bug);
            return refusal(request, requestId, S3Error.of(Problem.bug(bug.toString(), bug)));
        }
    }

    private HttpReply serve(HttpRequest sent) throws IOException {
        S3Target target = S3Target.of(sent, config.hostSuffixes());
        S3Query query = S3Query.parse(sent.query());
        if (S3Router.isForm(sent, target, query)) {
            PostObject post = doorkeeper.admitForm(sent, target.bucket());
            requireOwner(sent, post.principal());
            return posts.post(sent, post);
        }
        S3Doorkeeper.Admitted admitted = doorkeeper.admit(sent);
        HttpRequest request = admitted.request();
        S3Operation operation = S3Router.route(request.method(), target, query, request.headers());
        Principal principal = admitted.principal();
        requireOwner(request, principal);
        gatekeeper.authorise(
                principal,
                new Permission(operation.action(), principal.account(), target.resource()));
        S3Call call =
                new S3Call(request, principal, target, query, admitted.body(), admitted.checksum());
        return serve(operation, call);
    }

    private static void requireOwner(HttpRequest request, Principal principal) {
        Optional<String> owner = request.headers().first("x-amz-expected-bucket-owner");
        if (owner.isPresent() && !owner.get().equals(principal.account())) {
            throw S3Error.of("AccessDenied", 403, "the bucket belongs to another account");
        }
    }

    private HttpReply serve(S3Operation operation, S3Call call) throws IOException {
        return switch (operation) {
            case LIST_BUCKETS -> buckets.list(call);
            case CREATE_BUCKET -> buckets.create(call);
            case HEAD_BUCKET -> buckets.head(call);
            case DELETE_BUCKET -> buckets.delete(call);
            case GET_BUCKET_LOCATION -> buckets.location(call);
            case LIST_OBJECTS -> buckets.listObjects(call);
            case LIST_OBJECTS_V2 -> buckets.listObjectsV2(call);
            case DELETE_OBJECTS -> buckets.deleteObjects(call);
            case PUT_OBJECT -> objects.put(call);
            case GET_OBJECT -> objects.get(call);
            case HEAD_OBJECT -> objects.head(call);
            case DELETE_OBJECT -> objects.delete(call);
            case COPY_OBJECT -> objects.copy(call);
            case CREATE_MULTIPART_UPLOAD -> uploads.create(call);
            case UPLOAD_PART -> uploads.putPart(call);
            case UPLOAD_PART_COPY -> uploads.copyPart(call);
            case COMPLETE_MULTIPART_UPLOAD -> uploads.complete(call);
            case ABORT_MULTIPART_UPLOAD -> uploads.abort(call);
            case LIST_PARTS -> uploads.listParts(call);
            case LIST_MULTIPART_UPLOADS -> uploads.listUploads(call);
        };
    }

    private static HttpReply refusal(HttpRequest request, String requestId, S3Error error) {
        if (request.method().equals("HEAD")) {
            return HttpReply.empty(error.status(), Headers.NONE);
        }
        byte[] document =
                XmlText.plainDocument(
                        "Error",
                        xml -> {
                            xml.element("Code", error.code());
                            xml.element("Message", error.message());
                            xml.element("Resource", request.path());
                            xml.element("RequestId", requestId);
                        });
        return HttpReply.bytes(
                error.status(), Headers.of("Content-Type", "application/xml"), document);
    }
}
