package mvi.services.crypto.front;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import mvi.engines.base.Principal;
import mvi.engines.base.Problem;

/** A request whose sender is known; its fields are read with KMS's own messages. */
record KmsCall(KmsOperation operation, JsonNode body, Principal principal, String region) {
    Optional<String> text(String name) {
        JsonNode value = body.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw Problem.invalid("bad-field", name + " must be a text");
        }
        return Optional.of(value.textValue());
    }

    byte[] bytes(String name) {
        String base64 =
                text(name)
                        .orElseThrow(() -> Problem.invalid("field-missing", name + " is missing"));
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException malformed) {
            throw Problem.invalid("bad-field", name + " must be base 64");
        }
    }

    Optional<Integer> number(String name) {
        JsonNode value = body.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw Problem.invalid("bad-field", name + " must be a whole number");
        }
        return Optional.of(value.intValue());
    }

    KeyName key() {
        return KeyName.parse(
                text("KeyId")
                        .orElseThrow(() -> Problem.invalid("field-missing", "KeyId is missing")),
                principal.account());
    }

    Map<String, String> context() {
        JsonNode context = body.path("EncryptionContext");
        if (!context.isMissingNode() && !context.isNull() && !context.isObject()) {
            throw Problem.invalid("bad-field", "EncryptionContext must be an object of texts");
        }
        Map<String, String> read = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : context.properties()) {
            if (!entry.getValue().isTextual()) {
                throw Problem.invalid("bad-field", "EncryptionContext must be an object of texts");
            }
            read.put(entry.getKey(), entry.getValue().textValue());
        }
        return read;
    }
}
