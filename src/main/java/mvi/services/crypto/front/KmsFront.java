package mvi.services.crypto.front;

import java.io.IOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Gatekeeper;
import mvi.engines.base.Kind;
import mvi.engines.base.Permission;
import mvi.engines.base.Problem;
import mvi.engines.base.Secret;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpHandler;
import mvi.engines.http.HttpReply;
import mvi.engines.http.HttpRequest;
import mvi.engines.wire.Json;
import mvi.engines.wire.SignedCall;
import mvi.services.crypto.CryptoKey;
import mvi.services.crypto.CryptoService;

/** Crypto's door: the signature, the permission, then the operation. */
public final class KmsFront implements HttpHandler {
    private static final ByteCount MAXIMUM_BODY = ByteCount.kib(64);
    private static final int PAGE = 100;
    private static final int MAXIMUM_PAGE = 1000;
    private static final int AES_128_BYTES = 16;
    private static final int AES_256_BYTES = 32;

    private final CryptoService crypto;
    private final Gatekeeper gatekeeper;
    private final Clock clock;
    private final Events events;

    public KmsFront(CryptoService crypto, Gatekeeper gatekeeper, Clock clock, Events events) {
        this.crypto = crypto;
        this.gatekeeper = gatekeeper;
        this.clock = clock;
        this.events = events;
    }

    @Override
    public HttpReply handle(HttpRequest request) throws IOException {
        try {
            return json(200, perform(authenticated(request)));
        } catch (Problem problem) {
            return refusal(problem);
        } catch (RuntimeException bug) {
            return refusal(Problem.bug(bug.toString(), bug));
        }
    }

    private HttpReply refusal(Problem problem) {
        if (problem.kind() == Kind.BUG) {
            events.warn("kms.bug", "detail", problem.detail(), "cause", problem);
        }
        KmsError error = KmsError.of(problem);
        return json(error.status(), Map.of("__type", error.type(), "message", error.message()));
    }

    private KmsCall authenticated(HttpRequest request) throws IOException {
        SignedCall call = SignedCall.admit(request, "kms", gatekeeper, clock, MAXIMUM_BODY);
        String target = request.headers().first("X-Amz-Target").orElse("");
        KmsOperation operation =
                KmsOperation.of(target)
                        .orElseThrow(
                                () ->
                                        Problem.invalid(
                                                "unknown-operation",
                                                "Crypto does not know '" + target + "'"));
        return new KmsCall(operation, Json.parse(call.body()), call.principal(), call.region());
    }

    private Map<String, ?> perform(KmsCall call) {
        return switch (call.operation()) {
            case CREATE_KEY -> createKey(call);
            case DESCRIBE_KEY -> {
                KeyName key = allowed(call, call.key());
                yield Map.of(
                        "KeyMetadata", metadata(crypto.describeKey(key.account(), key.id()), call));
            }
            case LIST_KEYS -> listKeys(call);
            case LIST_ALIASES -> {
                allow(call, call.principal().account(), "alias/*");
                yield Map.of("Aliases", List.of(), "Truncated", false);
            }
            case ENCRYPT -> encrypt(call);
            case DECRYPT -> decrypt(call);
            case GENERATE_DATA_KEY -> dataKey(call, true);
            case GENERATE_DATA_KEY_WITHOUT_PLAINTEXT -> dataKey(call, false);
        };
    }

    private Map<String, ?> createKey(KmsCall call) {
        String account = call.principal().account();
        allow(call, account, "key/*");
        String spec = call.text("KeySpec").orElse("SYMMETRIC_DEFAULT");
        String usage = call.text("KeyUsage").orElse("ENCRYPT_DECRYPT");
        if (!spec.equals("SYMMETRIC_DEFAULT") || !usage.equals("ENCRYPT_DECRYPT")) {
            throw Problem.invalid(
                    "unsupported",
                    "Crypto has keys of KeySpec SYMMETRIC_DEFAULT and KeyUsage ENCRYPT_DECRYPT");
        }
        CryptoKey key = crypto.createKey(account, call.text("Description").orElse(""));
        return Map.of("KeyMetadata", metadata(key, call));
    }

    private static Map<String, ?> metadata(CryptoKey key, KmsCall call) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("AWSAccountId", key.account());
        metadata.put("KeyId", key.id());
        metadata.put("Arn", KeyName.arn(call.region(), key.account(), key.id()));
        metadata.put("CreationDate", key.created().toEpochMilli() / 1000.0);
        metadata.put("Enabled", key.isEnabled());
        metadata.put("Description", key.description());
        metadata.put("KeyUsage", "ENCRYPT_DECRYPT");
        metadata.put("KeyState", key.isEnabled() ? "Enabled" : "Disabled");
        metadata.put("Origin", "AWS_KMS");
        metadata.put("KeyManager", "CUSTOMER");
        metadata.put("KeySpec", "SYMMETRIC_DEFAULT");
        metadata.put("CustomerMasterKeySpec", "SYMMETRIC_DEFAULT");
        metadata.put("EncryptionAlgorithms", List.of("SYMMETRIC_DEFAULT"));
        metadata.put("MultiRegion", false);
        return metadata;
    }

    private Map<String, ?> listKeys(KmsCall call) {
        String account = call.principal().account();
        allow(call, account, "key/*");
        int limit = call.number("Limit").orElse(PAGE);
        if (limit < 1 || limit > MAXIMUM_PAGE) {
            throw Problem.invalid("bad-field", "Limit is 1 to " + MAXIMUM_PAGE);
        }
        List<String> all = crypto.listKeys(account).stream().map(CryptoKey::id).toList();
        int from = call.text("Marker").map(marker -> after(all, marker)).orElse(0);
        List<String> page = all.subList(from, Math.min(all.size(), from + limit));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("Keys", page.stream().map(id -> listed(id, account, call)).toList());
        answer.put("Truncated", from + page.size() < all.size());
        if (from + page.size() < all.size()) {
            answer.put("NextMarker", page.getLast());
        }
        return answer;
    }

    private static int after(List<String> ids, String marker) {
        int at = ids.indexOf(marker);
        if (at < 0) {
            throw Problem.invalid("bad-marker", "Marker is not one that a list ended with");
        }
        return at + 1;
    }

    private static Map<String, String> listed(String id, String account, KmsCall call) {
        return Map.of("KeyId", id, "KeyArn", KeyName.arn(call.region(), account, id));
    }

    private Map<String, ?> encrypt(KmsCall call) {
        KeyName key = allowed(call, call.key());
        byte[] sealed =
                crypto.encrypt(
                        key.account(),
                        key.id(),
                        Secret.of(call.bytes("Plaintext")),
                        call.context());
        return Map.of(
                "CiphertextBlob",
                base64(sealed),
                "KeyId",
                KeyName.arn(call.region(), key.account(), key.id()),
                "EncryptionAlgorithm",
                "SYMMETRIC_DEFAULT");
    }

    /** Who names no key is allowed or refused on any key of the account. */
    private Map<String, ?> decrypt(KmsCall call) {
        boolean namesKey = call.text("KeyId").isPresent();
        String account =
                namesKey ? allowed(call, call.key()).account() : call.principal().account();
        if (!namesKey) {
            allow(call, account, "key/*");
        }
        var opened = crypto.decrypt(account, call.bytes("CiphertextBlob"), call.context());
        if (namesKey && !call.key().id().equals(opened.keyId())) {
            throw Problem.invalid("wrong-key", "the ciphertext was made with another key");
        }
        return Map.of(
                "Plaintext",
                base64(opened.plaintext().reveal()),
                "KeyId",
                KeyName.arn(call.region(), account, opened.keyId()),
                "EncryptionAlgorithm",
                "SYMMETRIC_DEFAULT");
    }

    private Map<String, ?> dataKey(KmsCall call, boolean withPlaintext) {
        KeyName key = allowed(call, call.key());
        var made =
                crypto.generateDataKey(key.account(), key.id(), dataKeyBytes(call), call.context());
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("CiphertextBlob", base64(made.ciphertext()));
        if (withPlaintext) {
            answer.put("Plaintext", base64(made.plaintext().reveal()));
        }
        answer.put("KeyId", KeyName.arn(call.region(), key.account(), made.keyId()));
        return answer;
    }

    private static int dataKeyBytes(KmsCall call) {
        var spec = call.text("KeySpec");
        var number = call.number("NumberOfBytes");
        if (spec.isPresent() == number.isPresent()) {
            throw Problem.invalid(
                    "bad-field", "either KeySpec or NumberOfBytes says how long the key is");
        }
        return spec.map(
                        name ->
                                switch (name) {
                                    case "AES_128" -> AES_128_BYTES;
                                    case "AES_256" -> AES_256_BYTES;
                                    default ->
                                            throw Problem.invalid(
                                                    "bad-field",
                                                    "KeySpec is AES_128 or AES_256, not " + name);
                                })
                .orElseGet(number::orElseThrow);
    }

    private KeyName allowed(KmsCall call, KeyName key) {
        allow(call, key.account(), key.resource());
        return key;
    }

    private void allow(KmsCall call, String account, String resource) {
        gatekeeper.authorise(
                call.principal(), new Permission(call.operation().action(), account, resource));
    }

    private static HttpReply json(int status, Map<String, ?> body) {
        return HttpReply.bytes(
                status, Headers.of("Content-Type", "application/x-amz-json-1.1"), Json.write(body));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
