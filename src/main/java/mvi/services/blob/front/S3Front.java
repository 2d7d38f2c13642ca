package mvi.services.blob.front;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Gatekeeper;
import mvi.engines.base.Ids;
import mvi.engines.base.Kind;
import mvi.engines.base.Principal;
import mvi.engines.base.Problem;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpHandler;
import mvi.engines.http.HttpReply;
import mvi.engines.http.HttpRequest;
import mvi.services.blob.BlobConfig;
import mvi.services.blob.Bucket;
import mvi.services.blob.VersioningBlobService;

/**
 * The Amazon S3 REST API over a {@link VersioningBlobService}: who is asking, what for, may they,
 * then the operation. Every answer carries {@code x-amz-request-id}; every refusal is S3's own XML.
 */
public final class S3Front implements HttpHandler {
    private final VersioningBlobService blob;
    private final S3Doorkeeper doorkeeper;
    private final BlobConfig config;
    private final Ids ids;
    private final Events events;
    private final S3Authority authority;
    private final BucketOperations buckets;
    private final ListOperations lists;
    private final SettingOperations settings;
    private final ObjectOperations objects;
    private final MultiDelete multiDelete;
    private final CopyOperations copies;
    private final AttributeOperations attributes;
    private final TraitOperations traits;
    private final UploadOperations uploads;
    private final PostOperations posts;

    public S3Front(
            VersioningBlobService blob,
            S3Doorkeeper doorkeeper,
            Gatekeeper gatekeeper,
            Accounts accounts,
            NotificationTargets targets,
            BlobConfig config,
            Clock clock,
            Ids ids,
            Events events) {
        this.blob = blob;
        this.doorkeeper = doorkeeper;
        this.config = config;
        this.ids = ids;
        this.events = events;
        BucketPolicies policies = new BucketPolicies();
        Owners owners = new Owners(accounts);
        Acls acls = new Acls(accounts);
        this.authority = new S3Authority(blob, gatekeeper, policies, accounts, clock);
        ObjectWrites writes = new ObjectWrites(acls, authority, clock);
        this.buckets = new BucketOperations(blob, owners, acls, config);
        this.lists = new ListOperations(blob, owners);
        this.settings = new SettingOperations(blob, acls, policies, targets, ids);
        this.objects = new ObjectOperations(blob, writes, authority);
        this.multiDelete = new MultiDelete(objects);
        this.copies = new CopyOperations(blob, objects, writes, authority);
        this.attributes = new AttributeOperations(blob);
        this.traits = new TraitOperations(blob, acls, authority, clock);
        this.uploads = new UploadOperations(blob, objects, writes, owners);
        this.posts = new PostOperations(blob, objects, writes);
    }

    @Override
    public HttpReply handle(HttpRequest request) {
        String requestId = ids.next("");
        List<String> more =
                new ArrayList<>(List.of("x-amz-request-id", requestId, "x-amz-id-2", requestId));
        HttpReply reply = answer(request, requestId, more);
        Headers headers = reply.headers();
        for (int i = 0; i < more.size(); i += 2) {
            headers = headers.with(more.get(i), more.get(i + 1));
        }
        return new HttpReply(reply.status(), headers, reply.body());
    }

    /**
     * @param more header fields that the answer gets whatever it is
     */
    private HttpReply answer(HttpRequest request, String requestId, List<String> more) {
        try {
            return serve(request, more);
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

    private HttpReply serve(HttpRequest sent, List<String> more) throws IOException {
        S3Target target = S3Target.of(sent, config.hostSuffixes());
        S3Query query = S3Query.parse(sent.query());
        if (S3Router.isForm(sent, target, query)) {
            PostObject post = doorkeeper.admitForm(sent, target.bucket());
            S3Call call = PostOperations.call(sent, post, bucket(target, post.principal()));
            enter(call, S3Operation.PUT_OBJECT, more);
            return posts.post(sent, call, post);
        }
        S3Operation operation = S3Router.route(sent, target, query);
        if (operation == S3Operation.PREFLIGHT) {
            Principal nobody = Principal.ANONYMOUS;
            return CorsAnswers.preflight(
                    new S3Call(
                            sent,
                            nobody,
                            target,
                            bucket(target, nobody),
                            query,
                            sent.body(),
                            Optional.empty()));
        }
        S3Doorkeeper.Admitted admitted = doorkeeper.admit(sent);
        S3Call call =
                new S3Call(
                        admitted.request(),
                        admitted.principal(),
                        target,
                        bucket(target, admitted.principal()),
                        query,
                        admitted.body(),
                        admitted.checksum());
        enter(call, operation, more);
        return serve(operation, call);
    }

    private Optional<Bucket> bucket(S3Target target, Principal principal) {
        return target.bucket().isEmpty()
                ? Optional.empty()
                : blob.resolve(target.bucket(), S3Authority.account(principal));
    }

    private void enter(S3Call call, S3Operation operation, List<String> more) {
        CorsAnswers.on(call)
                .each(
                        (name, value) -> {
                            more.add(name);
                            more.add(value);
                        });
        requireOwner(call);
        authority.require(call, operation);
    }

    private static void requireOwner(S3Call call) {
        String owner =
                call.found().map(each -> each.name().account()).orElse(call.principal().account());
        if (call.header("x-amz-expected-bucket-owner")
                .filter(it -> !it.equals(owner))
                .isPresent()) {
            throw S3Error.accessDenied("the bucket belongs to another account");
        }
    }

    private HttpReply serve(S3Operation operation, S3Call call) throws IOException {
        return operation.isOfObject() ? ofObject(operation, call) : ofBucket(operation, call);
    }

    private HttpReply ofBucket(S3Operation operation, S3Call call) {
        return switch (operation) {
            case LIST_BUCKETS -> buckets.list(call);
            case CREATE_BUCKET -> buckets.create(call);
            case HEAD_BUCKET -> buckets.head(call);
            case DELETE_BUCKET -> buckets.delete(call);
            case GET_BUCKET_LOCATION -> buckets.location(call);
            case LIST_OBJECTS -> lists.objects(call);
            case LIST_OBJECTS_V2 -> lists.objectsV2(call);
            case LIST_OBJECT_VERSIONS -> lists.versions(call);
            case LIST_MULTIPART_UPLOADS -> uploads.listUploads(call);
            case DELETE_OBJECTS -> multiDelete.delete(call);
            default -> ofSettings(operation, call);
        };
    }

    private HttpReply ofSettings(S3Operation operation, S3Call call) {
        return switch (operation) {
            case GET_BUCKET_ACL -> settings.getAcl(call);
            case PUT_BUCKET_ACL -> settings.putAcl(call);
            case GET_BUCKET_VERSIONING -> settings.getVersioning(call);
            case PUT_BUCKET_VERSIONING -> settings.putVersioning(call);
            case GET_BUCKET_POLICY -> settings.getPolicy(call);
            case PUT_BUCKET_POLICY -> settings.putPolicy(call);
            case DELETE_BUCKET_POLICY -> settings.deletePolicy(call);
            case GET_BUCKET_POLICY_STATUS -> settings.policyStatus(call);
            case GET_PUBLIC_ACCESS_BLOCK -> settings.getAccessBlock(call);
            case PUT_PUBLIC_ACCESS_BLOCK -> settings.putAccessBlock(call);
            case DELETE_PUBLIC_ACCESS_BLOCK -> settings.deleteAccessBlock(call);
            case GET_BUCKET_CORS -> settings.getCors(call);
            case PUT_BUCKET_CORS -> settings.putCors(call);
            case DELETE_BUCKET_CORS -> settings.deleteCors(call);
            case GET_BUCKET_LIFECYCLE_CONFIGURATION -> settings.getLifecycle(call);
            case PUT_BUCKET_LIFECYCLE_CONFIGURATION -> settings.putLifecycle(call);
            case DELETE_BUCKET_LIFECYCLE -> settings.deleteLifecycle(call);
            case GET_BUCKET_TAGGING -> settings.getTagging(call);
            case PUT_BUCKET_TAGGING -> settings.putTagging(call);
            case DELETE_BUCKET_TAGGING -> settings.deleteTagging(call);
            case GET_BUCKET_ENCRYPTION -> settings.getEncryption(call);
            case PUT_BUCKET_ENCRYPTION -> settings.putEncryption(call);
            case DELETE_BUCKET_ENCRYPTION -> settings.deleteEncryption(call);
            case GET_BUCKET_NOTIFICATION_CONFIGURATION -> settings.getNotification(call);
            case PUT_BUCKET_NOTIFICATION_CONFIGURATION -> settings.putNotification(call);
            case GET_OBJECT_LOCK_CONFIGURATION -> settings.getObjectLock(call);
            case PUT_OBJECT_LOCK_CONFIGURATION -> settings.putObjectLock(call);
            case GET_BUCKET_OWNERSHIP_CONTROLS -> settings.getOwnership(call);
            case PUT_BUCKET_OWNERSHIP_CONTROLS -> settings.putOwnership(call);
            case DELETE_BUCKET_OWNERSHIP_CONTROLS -> settings.deleteOwnership(call);
            default -> throw S3Error.notImplemented(operation.name());
        };
    }

    private HttpReply ofObject(S3Operation operation, S3Call call) throws IOException {
        return switch (operation) {
            case PUT_OBJECT -> objects.put(call);
            case COPY_OBJECT -> copies.copy(call);
            case GET_OBJECT -> objects.get(call);
            case HEAD_OBJECT -> objects.head(call);
            case DELETE_OBJECT -> objects.delete(call);
            case GET_OBJECT_ATTRIBUTES -> attributes.get(call);
            case GET_OBJECT_ACL -> traits.getAcl(call);
            case PUT_OBJECT_ACL -> traits.putAcl(call);
            case GET_OBJECT_TAGGING -> traits.getTagging(call);
            case PUT_OBJECT_TAGGING -> traits.putTagging(call);
            case DELETE_OBJECT_TAGGING -> traits.deleteTagging(call);
            case GET_OBJECT_RETENTION -> traits.getRetention(call);
            case PUT_OBJECT_RETENTION -> traits.putRetention(call);
            case GET_OBJECT_LEGAL_HOLD -> traits.getLegalHold(call);
            case PUT_OBJECT_LEGAL_HOLD -> traits.putLegalHold(call);
            case CREATE_MULTIPART_UPLOAD -> uploads.create(call);
            case UPLOAD_PART -> uploads.putPart(call);
            case UPLOAD_PART_COPY -> copies.copyPart(call);
            case COMPLETE_MULTIPART_UPLOAD -> uploads.complete(call);
            case ABORT_MULTIPART_UPLOAD -> uploads.abort(call);
            case LIST_PARTS -> uploads.listParts(call);
            default -> throw S3Error.notImplemented(operation.name());
        };
    }

    private static HttpReply refusal(HttpRequest request, String requestId, S3Error error) {
        if (request.method().equals("HEAD")) {
            return HttpReply.empty(error.status(), error.headers());
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
                error.status(), error.headers().with("Content-Type", "application/xml"), document);
    }
}
