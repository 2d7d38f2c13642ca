package mvi.platform.function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import mvi.engines.base.ByteCount;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Kind;
import mvi.engines.base.Problem;
import mvi.engines.wire.Json;
import mvi.services.blob.BlobService;
import mvi.services.blob.BucketName;
import mvi.services.blob.Listing;
import mvi.services.blob.ObjectName;
import mvi.services.blob.OpenObject;
import mvi.services.blob.PutOptions;

/**
 * Events that no attempt could deliver, each an object of a bucket of the app's own: {@code
 * FUNCTION/ID.json} with the event, the last error and how often it was tried.
 */
public final class DeadLetters {
    public static final String BUCKET = "mvi-dead-letters";

    private static final ByteCount MAXIMUM = ByteCount.mib(2);
    private static final String SUFFIX = ".json";
    private static final int PAGE = 1000;

    private final BlobService blob;

    public DeadLetters(BlobService blob) {
        this.blob = blob;
    }

    /**
     * @param died when it was given up
     */
    public record DeadLetter(FunctionEvent event, Instant died) {}

    /** It is stored when this returns; the same event again takes its own place. */
    void put(FunctionEvent event, Instant now) {
        byte[] text = write(event, now);
        ObjectName object = object(event.function(), event.id());
        try {
            blob.put(object, ByteSource.of(text), PutOptions.PLAIN);
        } catch (Problem problem) {
            if (problem.kind() != Kind.MISSING) {
                throw problem;
            }
            blob.createBucket(object.bucket());
            blob.put(object, ByteSource.of(text), PutOptions.PLAIN);
        }
    }

    /** Oldest ids first, at most so many. */
    public List<DeadLetter> list(FunctionName function, int limit) {
        List<DeadLetter> all = new ArrayList<>();
        String prefix = function.name() + "/";
        try {
            Listing listing =
                    blob.list(bucket(function.account()), prefix, "", "", Math.min(limit, PAGE));
            listing.objects()
                    .forEach(
                            each ->
                                    find(function, id(prefix, each.name().key()))
                                            .ifPresent(all::add));
        } catch (Problem problem) {
            if (problem.kind() != Kind.MISSING) {
                throw problem;
            }
        }
        return all;
    }

    private static String id(String prefix, String key) {
        return key.substring(prefix.length(), key.length() - SUFFIX.length());
    }

    public Optional<DeadLetter> find(FunctionName function, String id) {
        try (OpenObject open = blob.get(object(function, id), Optional.empty())) {
            return Optional.of(read(function, open.body().readAll(MAXIMUM)));
        } catch (IOException cut) {
            throw Problem.unavailable("dead-letter-unreadable", "the event was cut", cut);
        } catch (Problem problem) {
            if (problem.kind() == Kind.MISSING) {
                return Optional.empty();
            }
            throw problem;
        }
    }

    void remove(FunctionName function, String id) {
        blob.delete(object(function, id));
    }

    private static BucketName bucket(String account) {
        return new BucketName(account, BUCKET);
    }

    private static ObjectName object(FunctionName function, String id) {
        return new ObjectName(bucket(function.account()), function.name() + "/" + id + SUFFIX);
    }

    private static byte[] write(FunctionEvent event, Instant now) {
        ObjectNode letter = Json.object();
        letter.put("version", 1);
        letter.put("id", event.id());
        letter.put("requestId", event.requestId());
        letter.put("function", event.function().name());
        letter.put("source", event.source().toString());
        letter.put("number", event.number());
        letter.put("key", event.key());
        letter.put("type", event.type());
        letter.put("subject", event.subject());
        letter.put("time", event.time().toString());
        letter.put("trace", event.trace());
        letter.put("attempts", event.delivery().attempts());
        letter.put("error", event.delivery().error());
        letter.put("died", now.toString());
        try {
            letter.set("event", Json.parse(event.payload()));
        } catch (Problem notJson) {
            letter.put("payload", Base64.getEncoder().encodeToString(event.payload()));
        }
        return Json.write(letter);
    }

    private static DeadLetter read(FunctionName function, byte[] text) {
        JsonNode letter = Json.parse(text);
        JsonNode event = letter.get("event");
        byte[] payload =
                event == null
                        ? Base64.getDecoder().decode(letter.path("payload").asText())
                        : Json.text(event).getBytes(StandardCharsets.UTF_8);
        return new DeadLetter(
                new FunctionEvent(
                        function,
                        Source.parse(letter.path("source").asText()),
                        letter.path("number").asText(),
                        letter.path("key").asText(),
                        letter.path("type").asText(),
                        letter.path("subject").asText(),
                        Instant.parse(letter.path("time").asText()),
                        payload,
                        letter.path("trace").asText(),
                        new FunctionEvent.Delivery(
                                letter.path("attempts").asInt(),
                                Instant.EPOCH,
                                letter.path("error").asText())),
                Instant.parse(letter.path("died").asText()));
    }
}
