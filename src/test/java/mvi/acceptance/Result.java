package mvi.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a command did. */
record Result(List<String> command, int exit, byte[] bytes, String err) {
    private static final ObjectMapper JSON = new ObjectMapper();

    String out() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Both streams, for messages that may stand in either. */
    String all() {
        return out() + err;
    }

    Result succeeded() {
        assertThat(exit).as("%s%n%s%n%s", command, out(), err).isZero();
        return this;
    }

    Result failed() {
        assertThat(exit).as("%s%n%s%n%s", command, out(), err).isNotZero();
        return this;
    }

    JsonNode json() {
        succeeded();
        try {
            return JSON.readTree(out());
        } catch (JsonProcessingException bad) {
            throw new AssertionError(command + " printed no JSON: " + out(), bad);
        }
    }
}
