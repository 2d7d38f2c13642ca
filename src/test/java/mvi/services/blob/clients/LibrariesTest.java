package mvi.services.blob.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mvi.fakes.GoTool;
import mvi.fakes.NodeTool;
import mvi.fakes.PythonTool;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The AWS SDKs of other languages, each driven by a script of its own that claims the same. */
@Tag("engine")
final class LibrariesTest {
    private static final String CLAIMS =
            """
            bucket made
            small: bytes, type and metadata
            checksum sent unasked
            large from a file, in parts
            large from a stream, in parts
            range
            copies
            lists page by page
            presigned
            tags
            versions
            many deleted
            bucket removed
            """;

    @TempDir Path folder;

    private void claimsAll(List<String> command) throws Exception {
        try (ClientWorld world = new ClientWorld(folder)) {
            assertThat(world.run(Map.of(), command)).isEqualTo(CLAIMS);
            assertThat(world.bodies()).contains("STREAMING-UNSIGNED-PAYLOAD-TRAILER");
        }
    }

    private Path tool() throws Exception {
        return Files.createDirectory(folder.resolve("tool"));
    }

    @Test
    void boto3() throws Exception {
        Path tool = tool();
        PythonTool python = new PythonTool(tool);
        python.install("boto3==1.44.8", "botocore==1.44.8", "s3transfer==0.19.3");
        Path script = ClientWorld.resource("boto3_client.py", tool);
        claimsAll(List.of(python.program("python"), script.toString()));
    }

    @Test
    void javaScript() throws Exception {
        Path tool = tool();
        new NodeTool(tool)
                .install(
                        "@aws-sdk/client-s3@3.1169.0",
                        "@aws-sdk/lib-storage@3.1169.0",
                        "@aws-sdk/s3-request-presigner@3.1162.0");
        Path script = ClientWorld.resource("client.mjs", tool);
        claimsAll(List.of("node", script.toString()));
    }

    @Test
    void golang() throws Exception {
        Path tool = tool();
        GoTool go = new GoTool(tool);
        ClientWorld.resource("main.go", tool);
        go.get("github.com/aws/aws-sdk-go-v2@v1.48.0");
        go.get("github.com/aws/aws-sdk-go-v2/config@v1.33.18");
        go.get("github.com/aws/aws-sdk-go-v2/service/s3@v1.114.10");
        go.get("github.com/aws/aws-sdk-go-v2/feature/s3/transfermanager@v0.5.7");
        claimsAll(List.of(go.build().toString()));
    }
}
