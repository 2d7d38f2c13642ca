package mvi.services.blob.front;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Credential;
import mvi.engines.base.Decision;
import mvi.engines.base.Gatekeeper;
import mvi.engines.base.Permission;
import mvi.engines.base.Principal;
import mvi.engines.base.Problem;
import mvi.engines.base.Secret;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpRequest;
import mvi.fakes.FakeClock;
import mvi.services.blob.BlobConfig;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** The door alone, with one key, at 2030-01-01T00:00:00Z. */
final class DoorRig {
    static final String KEY = "AK";
    static final String SECRET = "a/secret+key";
    static final Principal ANN =
            new Principal(Principal.Role.OPERATOR, Principal.OPERATOR_ACCOUNT, "ann");

    final FakeClock clock = new FakeClock();
    final SignatureDoorkeeper door =
            new SignatureDoorkeeper(
                    new OneKey(), clock, BlobConfig.DEFAULT.withHostSuffixes(List.of("s3.test")));

    private static final class OneKey implements Gatekeeper {
        @Override
        public Optional<Credential> credential(String accessKeyId) {
            return Optional.of(new Credential(KEY, Secret.of(SECRET), ANN))
                    .filter(each -> each.accessKeyId().equals(accessKeyId));
        }

        @Override
        public Decision decide(Principal principal, Permission permission) {
            return Decision.ALLOWED;
        }
    }

    static HttpRequest request(
            String method, String path, String query, Map<String, String> headers, String body) {
        Headers all = headers.containsKey("host") ? Headers.NONE : Headers.of("host", "h");
        for (Map.Entry<String, String> each : headers.entrySet()) {
            all = all.with(each.getKey(), each.getValue());
        }
        return new HttpRequest(
                method,
                path,
                query,
                all,
                ByteSource.of(body.getBytes(ISO_8859_1)),
                false,
                new InetSocketAddress(0),
                InetAddress.getLoopbackAddress());
    }

    /** Base64 of an HMAC-SHA1. */
    static String sign2(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA1"));
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException(absent);
        }
    }

    /** S3's code and status of what a call is refused with. */
    static String refusal(ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        S3Error error =
                switch (thrown) {
                    case S3Error own -> own;
                    case Problem problem -> S3Error.of(problem);
                    case null, default -> {
                        assertThat(thrown).as("a refusal").isInstanceOf(Problem.class);
                        throw new IllegalStateException(thrown);
                    }
                };
        return error.code() + " " + error.status();
    }
}
