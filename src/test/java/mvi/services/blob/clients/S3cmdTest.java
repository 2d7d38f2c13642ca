package mvi.services.blob.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import mvi.fakes.PythonTool;
import mvi.services.blob.front.S3Rig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** s3cmd, in its own words of S3: version 2 of the signature in addresses, MD5 in all else. */
@Tag("engine")
final class S3cmdTest {
    @TempDir static Path tool;
    private static String path = "";

    @TempDir Path folder;
    private ClientWorld world;

    @BeforeAll
    static void install() throws Exception {
        PythonTool python = new PythonTool(tool);
        python.install("s3cmd==2.4.0");
        path = python.path();
    }

    @BeforeEach
    void start() throws Exception {
        world = new ClientWorld(folder);
        for (String name : new String[] {"plain", "secure"}) {
            Files.writeString(
                    world.home().resolve(name + ".cfg"),
                    """
                    [default]
                    access_key = %s
                    secret_key = %s
                    host_base = %s
                    host_bucket = %3$s
                    use_https = %s
                    ca_certs_file = %s
                    progress_meter = False
                    use_mime_magic = False
                    """
                            .formatted(
                                    S3Rig.OPERATOR_KEY,
                                    S3Rig.SECRET.revealText(),
                                    world.plain().getAuthority(),
                                    name.equals("secure") ? "True" : "False",
                                    world.trust()));
        }
    }

    @AfterEach
    void stop() {
        world.close();
    }

    /**
     * Copies take the access list of their source along, which S3 refuses of new buckets, unless
     * one says what list it is.
     */
    private String s3cmd(String lines) throws Exception {
        String start =
                """
                acl=--acl-private
                s3() { s3cmd -c plain.cfg "$@"; }
                """;
        return world.script(Map.of("PATH", path), start + lines);
    }

    @Test
    void everyCommandWorks() throws Exception {
        assertThat(
                        s3cmd(
                                """
                                s3 mb s3://bucket
                                printf hello >small
                                s3 put -q small "s3://bucket/$HARD_KEY" -m text/x-small --add-header x-amz-meta-colour:blue
                                s3 info s3://bucket | grep -o "Location: .*"
                                s3 info "s3://bucket/$HARD_KEY" | grep -Eo 'x-small|5|colour: +blue' | sort -u
                                s3 modify -q $acl --add-header x-amz-meta-colour:red "s3://bucket/$HARD_KEY"
                                s3 info "s3://bucket/$HARD_KEY" | grep -o 'colour: .*'
                                s3 put -q --multipart-chunk-size-mb 5 "$LARGE" s3://bucket/large/file
                                s3 put -q --multipart-chunk-size-mb 5 - s3://bucket/large/stream <"$LARGE"
                                s3cmd -c secure.cfg put -q "$LARGE" s3://bucket/large/secure
                                for key in file stream secure; do
                                  s3 get -q --force s3://bucket/large/$key back
                                  cmp back "$LARGE"
                                done
                                head -c 9000000 "$LARGE" >back
                                s3 get -q --continue s3://bucket/large/file back
                                cmp back "$LARGE"
                                s3 cp -q $acl s3://bucket/large/file s3://bucket/large/copy
                                s3 mv -q $acl s3://bucket/large/copy s3://bucket/moved
                                s3cmd -c secure.cfg get -q --force s3://bucket/moved - | cmp - "$LARGE"
                                echo large: same
                                curl -sf "$(s3 signurl "s3://bucket/$HARD_KEY" +3600)"
                                echo
                                s3 settagging s3://bucket/moved 'a=b&c=d' >out
                                s3 gettagging s3://bucket/moved
                                s3 rb s3://bucket 2>refusal && exit 9
                                grep -o BucketNotEmpty refusal
                                s3 rb -q --recursive --force s3://bucket
                                s3 ls
                                """))
                .isEqualTo(
                        """
                        Bucket 's3://bucket/' created
                        Location:  us-east-1
                        5
                        colour: blue
                        x-small
                        colour: red
                        large: same
                        hello
                        s3://bucket/moved (object):
                        \ta:\tb
                        \tc:\td
                        BucketNotEmpty
                        """);
    }

    @Test
    void versionsAreKept() throws Exception {
        assertThat(
                        s3cmd(
                                """
                                s3 mb -q s3://bucket
                                s3 setversioning s3://bucket enable
                                printf older >small
                                s3 put -q small s3://bucket/k
                                printf newer >small
                                s3 put -q small s3://bucket/k
                                s3 info s3://bucket | grep -o Versioning:.*
                                s3 get -q s3://bucket/k -
                                """))
                .isEqualTo(
                        """
                        s3://bucket/: Versioning status updated
                        Versioning:Enabled
                        newer""");
    }

    @Test
    void syncIsDoneOnceEachWay() throws Exception {
        world.many();
        assertThat(
                        s3cmd(
                                """
                                s3 mb -q s3://bucket
                                s3 sync many/ s3://bucket/to/ | grep -c ^upload:
                                s3 sync many/ s3://bucket/to/
                                s3 ls --recursive s3://bucket/ | wc -l
                                mkdir back
                                s3 sync s3://bucket/to/ back/ | grep -c ^download:
                                s3 sync s3://bucket/to/ back/
                                diff -r many back
                                rm "many/file 0001"
                                s3 sync --delete-removed many/ s3://bucket/to/
                                s3 del -q --recursive --force s3://bucket/to/
                                s3 rb s3://bucket
                                """))
                .isEqualTo(
                        """
                        1050
                        1050
                        1050
                        delete: 's3://bucket/to/file 0001'
                        Bucket 's3://bucket/' removed
                        """);
    }
}
