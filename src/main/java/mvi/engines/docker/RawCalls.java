package mvi.engines.docker;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.transport.DockerHttpClient;

/**
 * What the library's commands are made of, for calls that it has no command for.
 *
 * @param prefix of each path: the version of the API
 */
record RawCalls(DockerHttpClient http, ObjectMapper mapper, String prefix) {}
