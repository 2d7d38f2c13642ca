package mvi.platform.environment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import mvi.engines.base.Credential;
import mvi.engines.base.Principal;
import mvi.engines.base.Secret;
import org.junit.jupiter.api.Test;

final class EnvironmentComposerTest {
    private static final String ENDPOINT = "100.64.0.5";
    private static final String SERVICES = "https://100.64.0.5:4566";
    private static final Credential CREDENTIAL =
            new Credential(
                    "AKIA1",
                    Secret.of("s3cret"),
                    new Principal(Principal.Role.APP, "100000000001", "hello"));

    private final EnvironmentComposer composer = new EnvironmentComposer("us-east-1", 4566);

    private Map<String, String> composed(
            Map<String, String> manifest, Map<String, String> own, List<Link> links) {
        return composer.compose(
                new EnvironmentComposer.Inputs(
                        8080,
                        manifest,
                        own,
                        links,
                        ENDPOINT,
                        CREDENTIAL,
                        Map.of("AWS_CA_BUNDLE", "/ca.pem")));
    }

    @Test
    void anAppWithoutLinksGetsItsPortAndNoCredential() {
        assertThat(composed(Map.of(), Map.of(), List.of()))
                .containsOnly(Map.entry("PORT", "8080"), Map.entry("AWS_CA_BUNDLE", "/ca.pem"));
    }

    @Test
    void theAppsOwnWinOverTheManifestsWhichWinOverThePlatforms() {
        List<Link> links = List.of(new Link.Postgres("database", "postgres://platform"));
        Map<String, String> all =
                composed(
                        Map.of("PORT", "1", "DATABASE_URL", "manifest", "A", "manifest"),
                        Map.of("DATABASE_URL", "own", "A", "own"),
                        links);
        assertThat(all)
                .containsEntry("PORT", "1")
                .containsEntry("DATABASE_URL", "own")
                .containsEntry("A", "own");
        assertThat(composed(Map.of(), Map.of(), links))
                .containsEntry("DATABASE_URL", "postgres://platform");
    }

    @Test
    void eachLinkNamesItsServiceAndWhereItIs() {
        Map<String, String> all =
                composed(
                        Map.of(),
                        Map.of(),
                        List.of(
                                new Link.Blob("my-uploads.v2"),
                                new Link.Kv("table"),
                                new Link.Crypto("keys", "arn:aws:kms:k")));
        assertThat(all)
                .containsEntry("MY_UPLOADS_V2_URL", "s3://my-uploads.v2")
                .containsEntry("TABLE_URL", SERVICES)
                .containsEntry("KEYS_URL", "arn:aws:kms:k")
                .containsEntry("AWS_ENDPOINT_URL_S3", SERVICES)
                .containsEntry("AWS_ENDPOINT_URL_DYNAMODB", SERVICES)
                .containsEntry("AWS_ENDPOINT_URL_KMS", SERVICES)
                .containsEntry("AWS_ACCESS_KEY_ID", "AKIA1")
                .containsEntry("AWS_SECRET_ACCESS_KEY", "s3cret")
                .containsEntry("AWS_REGION", "us-east-1");
    }

    @Test
    void aDatabaseAloneBringsNoAwsCredential() {
        Map<String, String> all =
                composer.links(List.of(new Link.Postgres("database", "u")), ENDPOINT, CREDENTIAL);
        assertThat(all).containsOnly(Map.entry("DATABASE_URL", "u"));
    }

    @Test
    void theNamesOfALinkAreSortedAndWithoutValues() {
        assertThat(composer.names(new Link.Blob("uploads"), CREDENTIAL))
                .containsExactly(
                        "AWS_ACCESS_KEY_ID",
                        "AWS_DEFAULT_REGION",
                        "AWS_ENDPOINT_URL_S3",
                        "AWS_REGION",
                        "AWS_SECRET_ACCESS_KEY",
                        "UPLOADS_URL");
    }

    @Test
    void anEnvironmentPrintsNamesOnly() {
        Environment environment = new Environment(3, Map.of("B", "hidden", "A", "hidden"));
        assertThat(environment.toString()).contains("[A, B]").doesNotContain("hidden");
    }
}
