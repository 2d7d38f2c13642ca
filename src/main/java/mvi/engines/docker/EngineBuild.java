package mvi.engines.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.github.dockerjava.api.model.BuildResponseItem;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import mvi.engines.base.FolderTree;
import mvi.engines.base.Secret;

/** One build, as the engine's API has it: the library's own command has no secrets. */
final class EngineBuild {
    private static final String FOLDER = "mvi-build-";

    /** In memory, as podman's own command keeps them nowhere else. */
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    private final RawCalls raw;
    private final BuildRequest request;

    EngineBuild(RawCalls raw, BuildRequest request) {
        this.raw = raw;
        this.request = request;
    }

    /**
     * The end is told to {@code progress} once nothing of the secrets is left, a failure as well.
     */
    void run(InputStream context, Progress<BuildResponseItem> progress) {
        try {
            if (request.secrets().isEmpty()) {
                send(context, List.of(), progress);
            } else {
                withSecrets(context, progress);
            }
            progress.onComplete();
        } catch (IOException | RuntimeException failed) {
            progress.onError(failed);
        }
    }

    private void withSecrets(InputStream context, Progress<BuildResponseItem> progress)
            throws IOException {
        Path parent =
                Files.isWritable(SHARED_MEMORY)
                        ? SHARED_MEMORY
                        : Path.of(System.getProperty("java.io.tmpdir"));
        removeThoseOfTheDead(parent);
        Path folder =
                Files.createTempDirectory(parent, FOLDER + ProcessHandle.current().pid() + "-");
        try {
            send(context, place(folder), progress);
        } finally {
            FolderTree.delete(folder);
        }
    }

    /** What a build left that was killed with its process. */
    private static void removeThoseOfTheDead(Path parent) throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, FOLDER + "*-*")) {
            for (Path folder : folders) {
                String name = folder.getFileName().toString();
                String pid = name.substring(FOLDER.length(), name.indexOf('-', FOLDER.length()));
                boolean isOfNobody =
                        pid.matches("[0-9]{1,18}")
                                && ProcessHandle.of(Long.parseLong(pid)).isEmpty();
                if (isOfNobody && Files.isWritable(folder)) {
                    FolderTree.delete(folder);
                }
            }
        }
    }

    /**
     * Podman takes a secret's path as one below the context, and a context must not have it: a COPY
     * would take it into the image.
     */
    private List<String> place(Path folder) throws IOException {
        List<String> options = new ArrayList<>();
        for (Map.Entry<String, Secret> secret : request.secrets().entrySet()) {
            Path file = folder.resolve("s" + options.size());
            Files.write(file, secret.getValue().reveal());
            options.add("id=" + secret.getKey() + ",src=" + "../".repeat(32) + file);
        }
        return options;
    }

    private void send(
            InputStream context, List<String> secrets, Progress<BuildResponseItem> progress)
            throws IOException {
        Request.Builder sent =
                Request.builder()
                        .method(Request.Method.POST)
                        .path(raw.prefix() + "/build?" + query(secrets));
        sent.putHeader("Content-Type", "application/x-tar");
        sent.body(context);
        try (Response response = raw.http().execute(sent.build())) {
            progress.onStart(response);
            RawCalls.requireOk(response);
            MappingIterator<BuildResponseItem> items =
                    raw.mapper().readerFor(BuildResponseItem.class).readValues(response.getBody());
            while (items.hasNextValue()) {
                progress.onNext(items.nextValue());
            }
        }
    }

    private String query(List<String> secrets) throws JsonProcessingException {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("t", request.tag());
        fields.put("dockerfile", request.dockerfile());
        fields.put("rm", "true");
        fields.put("forcerm", "true");
        fields.put("buildargs", raw.mapper().writeValueAsString(request.args()));
        fields.put("labels", raw.mapper().writeValueAsString(request.labels()));
        request.target().ifPresent(target -> fields.put("target", target));
        if (request.memoryBytes() > 0) {
            fields.put("memory", Long.toString(request.memoryBytes()));
            fields.put("memswap", Long.toString(request.memoryBytes()));
        }
        if (request.cpuShares() > 0) {
            fields.put("cpushares", Integer.toString(request.cpuShares()));
        }
        if (!secrets.isEmpty()) {
            fields.put("secrets", raw.mapper().writeValueAsString(secrets));
        }
        return fields.entrySet().stream()
                .map(each -> each.getKey() + "=" + encoded(each.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
