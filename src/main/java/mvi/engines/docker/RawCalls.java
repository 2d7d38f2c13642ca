package mvi.engines.docker;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * What the library's commands are made of, for calls that it has no command for.
 *
 * @param prefix of each path: the version of the API
 */
record RawCalls(DockerHttpClient http, ObjectMapper mapper, String prefix) {
    private static final int OK = 200;

    /** Of a refusal's words, what is read. */
    private static final int MOST_WORDS = 1 << 16;

    /** Throws what the library's own commands do when the engine refuses. */
    static void requireOk(Response response) throws IOException {
        if (response.getStatusCode() != OK) {
            String words =
                    new String(response.getBody().readNBytes(MOST_WORDS), StandardCharsets.UTF_8);
            throw new DockerException(words, response.getStatusCode());
        }
    }
}
