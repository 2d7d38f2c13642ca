package mvi.services.blob.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import mvi.fakes.PythonTool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The AWS command line: its {@code s3} commands, and of {@code s3api} what those don't reach. */
@Tag("engine")
final class AwsCliTest {
    @TempDir static Path tool;
    private static String path = "";

    @TempDir Path folder;
    private ClientWorld world;

    @BeforeAll
    static void install() throws Exception {
        PythonTool python = new PythonTool(tool);
        python.install("awscli==1.46.3");
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

    private String aws(String lines) throws Exception {
        Map<String, String> variables = Map.of("PATH", path, "AWS_PAGER", "");
        return world.script(variables, lines);
    }

    @Test
    void everyCommandWorks() throws Exception {
        assertThat(
                        aws(
                                """
                                q=--only-show-errors
                                aws s3 mb s3://cli
                                printf hello >small
                                aws s3 cp $q small "s3://cli/$HARD_KEY" --content-type text/x-small --metadata colour=blue
                                aws s3api head-object --bucket cli --key "$HARD_KEY" --checksum-mode ENABLED \
                                  --query '[ContentLength, ContentType, Metadata.colour, ChecksumCRC32]' --output text
                                aws s3 cp $q "$LARGE" s3://cli/large/file
                                aws s3 cp $q - s3://cli/large/stream --expected-size 17825803 <"$LARGE"
                                aws s3 cp $q --endpoint-url "$PLAIN" - s3://cli/large/plain <"$LARGE"
                                for key in file stream plain; do
                                  aws s3 cp $q s3://cli/large/$key back
                                  cmp back "$LARGE"
                                  aws s3api head-object --bucket cli --key large/$key --query ETag | grep -q -- '-[0-9]'
                                done
                                aws s3 cp $q --endpoint-url "$PLAIN" s3://cli/large/file - | cmp - "$LARGE"
                                echo "large: same"
                                aws s3api get-object --bucket cli --key large/file --range bytes=9000000-9000999 range >out
                                tail -c +9000001 "$LARGE" | head -c 1000 | cmp - range
                                aws s3 cp $q s3://cli/large/file s3://cli/large/copy
                                aws s3 mv $q s3://cli/large/copy s3://cli/moved
                                aws s3 cp $q s3://cli/moved - | cmp - "$LARGE"
                                echo "copy: same"
                                curl -sf "$(aws s3 presign --endpoint-url "$PLAIN" "s3://cli/$HARD_KEY")"
                                echo
                                aws s3api put-object-tagging --bucket cli --key moved --tagging 'TagSet=[{Key=a,Value=b c}]'
                                aws s3api get-object-tagging --bucket cli --key moved --query 'TagSet[]' --output text
                                aws s3 rb s3://cli 2>refusal && exit 9
                                grep -o BucketNotEmpty refusal
                                aws s3 rb s3://cli --force | tail -n 1
                                aws s3 ls
                                """))
                .isEqualTo(
                        """
                        make_bucket: cli
                        5\ttext/x-small\tblue\tNhCmhg==
                        large: same
                        copy: same
                        hello
                        a\tb c
                        BucketNotEmpty
                        remove_bucket: cli
                        """);
        assertThat(world.bodies()).contains("STREAMING-UNSIGNED-PAYLOAD-TRAILER");
    }

    @Test
    void syncIsDoneOnceEachWay() throws Exception {
        world.many();
        assertThat(
                        aws(
                                """
                                export AWS_ENDPOINT_URL_S3="$PLAIN"
                                aws s3 mb s3://cli
                                aws s3 sync many s3://cli/to | grep -c upload:
                                aws s3 sync many s3://cli/to
                                aws s3 ls --recursive s3://cli/to/ | wc -l
                                aws s3 sync s3://cli/to back | grep -c download:
                                aws s3 sync s3://cli/to back
                                diff -r many back
                                rm "many/file 0001"
                                aws s3 sync --no-progress --delete many s3://cli/to
                                aws s3 rm --recursive s3://cli/to | grep -c delete:
                                aws s3 rb s3://cli
                                """))
                .isEqualTo(
                        """
                        make_bucket: cli
                        1050
                        1050
                        1050
                        delete: s3://cli/to/file 0001
                        1049
                        remove_bucket: cli
                        """);
    }

    @Test
    void olderVersionsAreRead() throws Exception {
        assertThat(
                        aws(
                                """
                                aws s3 mb s3://cli >out
                                aws s3api put-bucket-versioning --bucket cli --versioning-configuration Status=Enabled
                                printf older >older
                                printf newer >newer
                                id=$(aws s3api put-object --bucket cli --key k --body older --query VersionId --output text)
                                aws s3 cp --only-show-errors newer s3://cli/k
                                aws s3 rm --only-show-errors s3://cli/k
                                aws s3api list-object-versions --bucket cli \
                                  --query '[length(Versions), length(DeleteMarkers)]' --output text
                                aws s3api get-object --bucket cli --key k --version-id "$id" back >out
                                cat back
                                """))
                .isEqualTo("2\t1\nolder");
    }
}
