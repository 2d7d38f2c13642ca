package mvi.services.blob.front;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A presigned address is for what it was made for, as long as it was made for. */
final class PresignedTest {
    private static final String PATH = "/files/a%20key";
    private static final Map<String, String> MORE = Map.of("response-content-type", "text/x");

    private final DoorRig rig = new DoorRig();

    private String presigned(String method, String expires, Instant time) {
        return Signed.presigned(
                method, "h", PATH, MORE, expires, DoorRig.KEY, DoorRig.SECRET, time);
    }

    private String refusal(String method, String path, String query, Map<String, String> headers) {
        return DoorRig.refusal(
                () -> rig.door.admit(DoorRig.request(method, path, query, headers, "")));
    }

    private void admits(String method, String query) {
        assertThat(rig.door.admit(DoorRig.request(method, PATH, query, Map.of(), "")).principal())
                .isEqualTo(DoorRig.ANN);
    }

    @Test
    void whatWasSignedIsWhatIsAskedFor() {
        String query = presigned("GET", "900", rig.clock.now());
        admits("GET", query);
        // As often as one likes: that is what it is for.
        admits("GET", query);
        String wrong = "SignatureDoesNotMatch 403";
        for (String method : List.of("PUT", "DELETE", "HEAD", "POST")) {
            assertThat(refusal(method, PATH, query, Map.of())).isEqualTo(wrong);
        }
        for (String path : List.of("/files/other", "/other/a%20key", "/files/a%20key/", "/")) {
            assertThat(refusal("GET", path, query, Map.of())).isEqualTo(wrong);
        }
        for (String changed :
                List.of(
                        query + "&acl=",
                        query + "&versionId=x",
                        "acl&" + query,
                        query.replace("text%2Fx", "text%2Fhtml"),
                        query.replace("response-content-type", "response-expires"),
                        query.replaceFirst("response-content-type=[^&]*&?", ""),
                        query.replace("X-Amz-Expires=900", "X-Amz-Expires=90000"),
                        query.replace("us-east-1", "us-west-2"),
                        query.replaceFirst("(Signature=.*).$", "$1g"),
                        query.replaceFirst("Signature=.*", "Signature="))) {
            assertThat(refusal("GET", PATH, changed, Map.of())).as(changed).isEqualTo(wrong);
        }
        assertThat(refusal("GET", PATH, query, Map.of("host", "other"))).isEqualTo(wrong);
        assertThat(refusal("GET", PATH, query, Map.of("x-amz-acl", "public-read")))
                .isEqualTo("AccessDenied 403");
        assertThat(refusal("GET", PATH, query.replace(DoorRig.KEY + "%2F", "NO%2F"), Map.of()))
                .isEqualTo("InvalidAccessKeyId 403");
    }

    @Test
    void itEndsWhenItWasSaidTo() {
        String query = presigned("GET", "900", rig.clock.now());
        rig.clock.pass(Duration.ofSeconds(900));
        admits("GET", query);
        rig.clock.pass(Duration.ofSeconds(1));
        assertThat(refusal("GET", PATH, query, Map.of())).isEqualTo("AccessDenied 403");
        String week = presigned("GET", "604800", rig.clock.now());
        rig.clock.pass(Duration.ofDays(7));
        admits("GET", week);
        rig.clock.pass(Duration.ofSeconds(1));
        assertThat(refusal("GET", PATH, week, Map.of())).isEqualTo("AccessDenied 403");
    }

    @ParameterizedTest
    @ValueSource(strings = {"604801", "-1", "", "x", "1e3", "99999999999999999999", "1.5"})
    void itLastsAWeekAtMost(String expires) {
        String query = presigned("GET", expires, rig.clock.now());
        assertThat(refusal("GET", PATH, query, Map.of()))
                .isEqualTo("AuthorizationQueryParametersError 403");
    }

    @Test
    void itsDateIsNotYetToCome() {
        Instant now = rig.clock.now();
        admits("GET", presigned("GET", "900", now.plus(Duration.ofMinutes(15))));
        assertThat(
                        refusal(
                                "GET",
                                PATH,
                                presigned("GET", "900", now.plus(Duration.ofMinutes(16))),
                                Map.of()))
                .isEqualTo("RequestTimeTooSkewed 403");
    }

    @ParameterizedTest
    @CsvSource({
        "X-Amz-Date=[^&]*, X-Amz-Date=yesterday",
        "X-Amz-Date=[^&]*, X-Amz-Date=99999999T999999Z",
        "X-Amz-Date=[^&]*&, ''",
        "X-Amz-Credential=[^&]*, X-Amz-Credential=AK",
        "X-Amz-Credential=[^&]*&, ''",
        "X-Amz-SignedHeaders=host, X-Amz-SignedHeaders=",
        "X-Amz-SignedHeaders=host, X-Amz-SignedHeaders=range",
    })
    void whatItIsMadeOfIsWhole(String part, String other) {
        String query = presigned("GET", "900", rig.clock.now()).replaceFirst(part, other);
        assertThat(refusal("GET", PATH, query, Map.of()))
                .isEqualTo("AuthorizationQueryParametersError 400");
    }

    @Test
    void aSignedHeaderMayBeFifteenMinutesOff() {
        for (long minutes : new long[] {-15, 15}) {
            admitsSignedAt(rig.clock.now().plus(Duration.ofMinutes(minutes)));
        }
        for (long seconds : new long[] {-901, 901, -86_400, 86_400}) {
            Signed signed = signedAt(rig.clock.now().plusSeconds(seconds));
            assertThat(refusal("GET", "/files", "", signed.headers()))
                    .isEqualTo("RequestTimeTooSkewed 403");
        }
    }

    private void admitsSignedAt(Instant time) {
        assertThat(
                        rig.door
                                .admit(
                                        DoorRig.request(
                                                "GET", "/files", "", signedAt(time).headers(), ""))
                                .principal())
                .isEqualTo(DoorRig.ANN);
    }

    private static Signed signedAt(Instant time) {
        return Signed.request(
                "GET",
                "h",
                "/files",
                "",
                S3Wire.UNSIGNED,
                Map.of(),
                DoorRig.KEY,
                DoorRig.SECRET,
                time);
    }
}
