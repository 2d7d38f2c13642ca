package mvi.services.image.front;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.Events;
import mvi.engines.base.Gatekeeper;
import mvi.engines.base.Kind;
import mvi.engines.base.Permission;
import mvi.engines.base.Principal;
import mvi.engines.base.Problem;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpHandler;
import mvi.engines.http.HttpReply;
import mvi.engines.http.HttpRequest;
import mvi.engines.wire.BasicAuth;
import mvi.engines.wire.Json;
import mvi.services.image.ImageService;
import mvi.services.image.Repository;

/**
 * The registry's door: who is asking, may they, then the operation. Repositories are the
 * operators': a permission names their account and the repository.
 */
public final class RegistryFront implements HttpHandler {
    private final Gatekeeper gatekeeper;
    private final Events events;
    private final BlobOperations blobs;
    private final ManifestOperations manifests;

    public RegistryFront(ImageService images, Gatekeeper gatekeeper, Events events) {
        this.gatekeeper = gatekeeper;
        this.events = events;
        this.blobs = new BlobOperations(images);
        this.manifests = new ManifestOperations(images);
    }

    @Override
    public HttpReply handle(HttpRequest request) {
        try {
            Principal principal = authenticate(request);
            RegistryTarget target = RegistryTarget.of(request.method(), request.path());
            authorise(principal, target.operation(), target.repository());
            return withVersion(perform(new RegistryCall(request, target, principal)));
        } catch (RegistryError error) {
            return refusal(error);
        } catch (Problem problem) {
            return refusal(problem);
        } catch (IOException cut) {
            return refusal(
                    RegistryError.of("BLOB_UPLOAD_INVALID", 400, "the request's body was cut"));
        } catch (RuntimeException bug) {
            return refusal(Problem.bug(bug.toString(), bug));
        }
    }

    private HttpReply refusal(Problem problem) {
        if (problem.kind() == Kind.BUG) {
            events.warn("registry.bug", "detail", problem.detail(), "cause", problem);
        }
        return refusal(RegistryError.of(problem));
    }

    private Principal authenticate(HttpRequest request) {
        BasicAuth sent =
                request.headers()
                        .first("Authorization")
                        .flatMap(BasicAuth::parse)
                        .orElseThrow(RegistryError::unauthorized);
        return gatekeeper
                .credential(sent.user())
                .filter(credential -> credential.secret().equals(sent.password()))
                .map(gatekeeper::proven)
                .orElseThrow(RegistryError::unauthorized);
    }

    private void authorise(Principal principal, RegistryOperation operation, String repository) {
        if (operation != RegistryOperation.PING) {
            gatekeeper.authorise(
                    principal,
                    new Permission(operation.action(), Principal.OPERATOR_ACCOUNT, repository));
        }
    }

    private HttpReply perform(RegistryCall call) throws IOException {
        return switch (call.target().operation()) {
            case PING -> json(200, Map.of());
            case CATALOG -> manifests.catalog(call);
            case LIST_TAGS -> manifests.tags(call);
            case GET_MANIFEST -> manifests.get(call);
            case HEAD_MANIFEST -> manifests.head(call);
            case PUT_MANIFEST -> manifests.put(call);
            case DELETE_MANIFEST -> manifests.delete(call);
            case LIST_REFERRERS -> manifests.referrers(call);
            case GET_BLOB -> blobs.get(call);
            case HEAD_BLOB -> blobs.head(call);
            case DELETE_BLOB -> blobs.delete(call);
            case START_UPLOAD -> blobs.start(call, mountSource(call));
            case UPLOAD_STATUS -> blobs.status(call);
            case UPLOAD_CHUNK -> blobs.chunk(call);
            case FINISH_UPLOAD -> blobs.finish(call);
            case CANCEL_UPLOAD -> blobs.cancel(call);
        };
    }

    /** Who may not pull from the other repository uploads, as if it had nothing. */
    private Optional<Repository> mountSource(RegistryCall call) {
        Optional<String> from = call.query("from");
        if (call.query("mount").isEmpty() || from.isEmpty()) {
            return Optional.empty();
        }
        Repository source = new Repository(from.get());
        try {
            authorise(call.principal(), RegistryOperation.GET_BLOB, source.name());
        } catch (Problem denied) {
            return Optional.empty();
        }
        return Optional.of(source);
    }

    private static HttpReply refusal(RegistryError error) {
        Map<String, ?> body =
                Map.of("errors", List.of(Map.of("code", error.code(), "message", error.text())));
        HttpReply reply = json(error.status(), body);
        return error.status() == 401
                ? new HttpReply(
                        401,
                        reply.headers().with("WWW-Authenticate", "Basic realm=\"mvi\""),
                        reply.body())
                : reply;
    }

    private static HttpReply json(int status, Map<String, ?> body) {
        return withVersion(
                HttpReply.bytes(
                        status, Headers.of("Content-Type", "application/json"), Json.write(body)));
    }

    private static HttpReply withVersion(HttpReply reply) {
        String name = "Docker-Distribution-API-Version";
        return reply.headers().has(name)
                ? reply
                : new HttpReply(
                        reply.status(), reply.headers().with(name, "registry/2.0"), reply.body());
    }
}
