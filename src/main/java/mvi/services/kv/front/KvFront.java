package mvi.services.kv.front;

import java.io.IOException;
import java.util.Locale;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Gatekeeper;
import mvi.engines.base.Ids;
import mvi.engines.base.Kind;
import mvi.engines.base.Permission;
import mvi.engines.base.Problem;
import mvi.engines.http.HttpHandler;
import mvi.engines.http.HttpReply;
import mvi.engines.http.HttpRequest;
import mvi.engines.wire.Json;
import mvi.engines.wire.SignedCall;
import mvi.services.kv.UpdatingKvService;

/** Key-Value's door: the signature, the permission, then the operation. */
public final class KvFront implements HttpHandler {
    /** DynamoDB's own for a batch. */
    private static final ByteCount LARGEST_BODY = ByteCount.mib(16);

    private final Gatekeeper gatekeeper;
    private final Clock clock;
    private final Ids ids;
    private final Events events;
    private final TableOperations tables;
    private final ItemOperations items;
    private final PageOperations pages;
    private final TransactOperations transactions;

    public KvFront(
            UpdatingKvService kv, Gatekeeper gatekeeper, Clock clock, Ids ids, Events events) {
        this.gatekeeper = gatekeeper;
        this.clock = clock;
        this.ids = ids;
        this.events = events;
        this.tables = new TableOperations(kv);
        this.items = new ItemOperations(kv);
        this.pages = new PageOperations(kv);
        this.transactions = new TransactOperations(kv, gatekeeper);
    }

    @Override
    public HttpReply handle(HttpRequest request) throws IOException {
        String requestId = ids.next("").toUpperCase(Locale.ROOT);
        return answer(request, requestId).http(requestId);
    }

    private KvReply answer(HttpRequest request, String requestId) throws IOException {
        try {
            return perform(authenticated(request));
        } catch (Problem problem) {
            return refusal(problem, requestId);
        } catch (RuntimeException bug) {
            return refusal(Problem.bug(bug.toString(), bug), requestId);
        }
    }

    private KvReply refusal(Problem problem, String requestId) {
        if (problem.kind() == Kind.BUG) {
            events.warn(
                    "kv.bug", "request", requestId, "detail", problem.detail(), "cause", problem);
        }
        return KvReply.error(KvError.of(problem));
    }

    private KvCall authenticated(HttpRequest request) throws IOException {
        SignedCall call = SignedCall.admit(request, "dynamodb", gatekeeper, clock, LARGEST_BODY);
        String target = request.headers().first("X-Amz-Target").orElse("");
        KvOperation operation =
                KvOperation.of(target)
                        .orElseThrow(
                                () ->
                                        Problem.invalid(
                                                "unknown-operation",
                                                "Key-Value does not know '" + target + "'"));
        KvFields fields = new KvFields(Json.parse(call.body()), call.principal().account());
        return new KvCall(operation, fields, call.principal(), call.region());
    }

    private KvReply perform(KvCall call) {
        call.fields().refuseLegacy();
        if (call.operation() == KvOperation.LIST_TABLES) {
            allow(call, "table/*");
        } else if (call.operation() != KvOperation.TRANSACT_WRITE_ITEMS) {
            allow(call, "table/" + call.fields().table().name());
        }
        return switch (call.operation()) {
            case CREATE_TABLE -> tables.create(call);
            case DESCRIBE_TABLE -> tables.describe(call);
            case LIST_TABLES -> tables.list(call);
            case DELETE_TABLE -> tables.delete(call);
            case PUT_ITEM -> items.put(call.fields());
            case GET_ITEM -> items.get(call.fields());
            case DELETE_ITEM -> items.delete(call.fields());
            case UPDATE_ITEM -> items.update(call.fields());
            case QUERY -> pages.query(call.fields());
            case SCAN -> pages.scan(call.fields());
            case TRANSACT_WRITE_ITEMS -> transactions.write(call);
        };
    }

    private void allow(KvCall call, String resource) {
        gatekeeper.authorise(
                call.principal(),
                new Permission(call.operation().action(), call.principal().account(), resource));
    }
}
