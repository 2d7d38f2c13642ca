package mvi.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.PlatformId;
import mvi.engines.base.Problem;
import mvi.engines.wire.PlatformCa;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the platform's objects are, as the knobs say. */
final class BlobKnobsTest {
    private static final String KEY =
            "# of the far side\n\nAWS_ACCESS_KEY_ID=AKIA1\nAWS_SECRET_ACCESS_KEY = a/b+c=\n";

    @TempDir Path folder;
    private final Map<String, String> variables = new HashMap<>();

    @BeforeEach
    void key() throws IOException {
        key(KEY, "rw-------");
    }

    private void key(String text, String mode) throws IOException {
        Path file = Files.writeString(folder.resolve("key"), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        variables.put("MVI_BLOB_CREDENTIALS", file.toString());
    }

    private Configuration configuration() {
        return Configuration.load(new Home(folder), variables);
    }

    private Optional<BlobTwin> read(String url) {
        variables.put("MVI_BLOB_URL", url);
        return BlobKnobs.read(configuration());
    }

    private BlobTwin twin(String url) {
        return read(url).orElseThrow().of(new PlatformId("abc123"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "", " "})
    void noUrlIsThisMachine(String url) {
        assertThat(read(url)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "https://s3.example.org, https://s3.example.org, mvi-abc123",
        "https://S3.example.org:9000/, https://s3.example.org:9000, mvi-abc123",
        "https://s3.example.org/acme, https://s3.example.org, acme",
        "http://127.0.0.1:9000/a-1, http://127.0.0.1:9000, a-1",
        "'http://[::1]:9000', 'http://[::1]:9000', mvi-abc123",
        "http://localhost:9000, http://localhost:9000, mvi-abc123",
        "s3://, https://s3.us-east-1.amazonaws.com, mvi-abc123",
        "s3://acme, https://s3.us-east-1.amazonaws.com, acme"
    })
    void eachFormNamesAPlaceAndAPrefix(String url, String endpoint, String prefix) {
        BlobTwin twin = twin(url);
        assertThat(twin.endpoint()).isEqualTo(endpoint);
        assertThat(twin.prefix()).contains(prefix);
        assertThat(twin.accessKeyId()).isEqualTo("AKIA1");
        assertThat(twin.secretAccessKey()).isEqualTo("a/b+c=");
        assertThat(twin.client().bucketPrefix()).contains(prefix + "-");
        assertThat(twin.toString()).isEqualTo(endpoint + "/" + prefix);
    }

    @Test
    void aRegionIsAPartOfAmazonsAddress() {
        variables.put("MVI_BLOB_REGION", "eu-central-1");
        assertThat(twin("s3://").endpoint()).isEqualTo("https://s3.eu-central-1.amazonaws.com");
        variables.put("MVI_BLOB_REGION", "cn-north-1");
        assertThat(twin("s3://").endpoint()).isEqualTo("https://s3.cn-north-1.amazonaws.com.cn");
        variables.put("MVI_BLOB_REGION", "eu central");
        refused("s3://", "blob-region is 'eu central'", "MVI_BLOB_REGION");
    }

    @ParameterizedTest
    @CsvSource({
        "yes, 'write none, https://HOST[:PORT][/PREFIX]'",
        "ftp://s3.example.org, 'write none, https://'",
        "https://, 'write none, https://'",
        "https://a b/, 'write none, https://'",
        "https://under_score/, 'write none, https://'",
        "https://s3.example.org:0, a port is 1 to 65535",
        "https://s3.example.org:70000, a port is 1 to 65535",
        "https://s3.example.org/a/b, a prefix of buckets' names",
        "https://s3.example.org/Acme, a prefix of buckets' names",
        "s3://-acme, a prefix of buckets' names",
        "s3://acme/more, a prefix of buckets' names",
        "s3://a2345678901234567890123456789012, a prefix of buckets' names",
        "http://s3.example.org, what leaves this machine goes by https:// alone",
        "http://127.0.0.1.example.org, what leaves this machine goes by https:// alone",
        "https://s3.example.org#x, a fragment has no place in it"
    })
    void whatIsNoPlaceIsSaid(String url, String why) {
        refused(url, "blob-url is '" + url + "'", "MVI_BLOB_URL", why);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://AKIA1:hush@s3.example.org",
                "https://hush@s3.example.org",
                "https://s3.example.org/?key=hush"
            })
    void aSecretInItIsRefusedAndNotSaidAgain(String url) {
        assertThatThrownBy(() -> read(url))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("MVI_BLOB_URL")
                .hasMessageContaining("MVI_BLOB_CREDENTIALS")
                .hasMessageNotContaining("hush");
    }

    @Test
    void theKeyIsOfItsOwnerAlone() throws IOException {
        for (String mode : new String[] {"rw-r-----", "rw----r--", "rw--w----"}) {
            key(KEY, mode);
            refused("s3://", "MVI_BLOB_CREDENTIALS", "others may read that file: chmod 600");
        }
        key(KEY, "r--------");
        assertThat(read("s3://")).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "AWS_ACCESS_KEY_ID=a, that file has no line AWS_SECRET_ACCESS_KEY=",
        "AWS_SECRET_ACCESS_KEY=hush, that file has no line AWS_ACCESS_KEY_ID=",
        "hush, line 1 of that file is neither",
        "AWS_SECRET_ACCESS_KEY=, line 1 of that file is neither",
        "AWS_SESSION_TOKEN=hush, line 1 of that file is neither"
    })
    void aBadKeyIsSaidWithoutItsText(String text, String why) throws IOException {
        key(text, "rw-------");
        assertThatThrownBy(() -> read("s3://"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("MVI_BLOB_CREDENTIALS")
                .hasMessageContaining(why)
                .hasMessageNotContaining("hush");
    }

    @Test
    void filesMustBeThere() {
        variables.put("MVI_BLOB_CREDENTIALS", folder + "/none");
        refused("s3://", "MVI_BLOB_CREDENTIALS", "there is no such file");
        variables.put("MVI_BLOB_CREDENTIALS", "key");
        refused("s3://", "MVI_BLOB_CREDENTIALS", "whole path is wanted");
        variables.remove("MVI_BLOB_CREDENTIALS");
        refused("s3://", "MVI_BLOB_CREDENTIALS", "needs an access key");
    }

    @Test
    void whoVouchesForItIsACertificate() throws IOException {
        String pem = PlatformCa.create("far", Clock.system(), Chance.system()).trustPem();
        variables.put("MVI_BLOB_CA", folder + "/ca.pem");
        refused("s3://", "MVI_BLOB_CA", "there is no such file");
        Files.writeString(folder.resolve("ca.pem"), "no certificate");
        refused("s3://", "MVI_BLOB_CA", "that file has no certificate");
        Files.writeString(folder.resolve("ca.pem"), "");
        refused("s3://", "MVI_BLOB_CA", "that file has no certificate");
        Files.writeString(folder.resolve("ca.pem"), pem);
        assertThat(twin("s3://").trust()).contains(pem);
    }

    @Test
    void whatAVariableSaidIsRememberedAndTakenBack() {
        variables.put("MVI_BLOB_URL", "s3://acme");
        configuration().rememberBlob();
        variables.clear();
        assertThat(BlobKnobs.read(configuration())).map(BlobTwin::prefix).isPresent();
        variables.put("MVI_BLOB_URL", "none");
        configuration().rememberBlob();
        variables.clear();
        assertThat(BlobKnobs.read(configuration())).isEmpty();
    }

    @Test
    void whatIsHandedDownIsReadAgain() throws IOException {
        Home home = new Home(folder);
        Files.createDirectories(home.run("data"));
        assertThat(BlobTwin.read(home)).isEmpty();
        BlobTwin twin = twin("https://s3.example.org/acme");
        SmallFiles.write(home.blobTwin(), twin.json(), "rw-------");
        assertThat(BlobTwin.read(home)).contains(twin);
    }

    private void refused(String url, String... parts) {
        assertThatThrownBy(() -> read(url))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem ->
                                assertThat(problem.publicMessage())
                                        .contains(parts)
                                        .doesNotContain("a/b+c="));
    }
}
