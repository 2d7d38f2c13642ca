package mvi.services.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.Kind;
import mvi.engines.base.Problem;
import mvi.engines.base.Secret;
import mvi.engines.base.TlsIdentity;
import mvi.engines.wire.PlatformCa;
import mvi.services.blob.back.S3BlobService;
import mvi.services.blob.back.S3ClientConfig;
import mvi.services.blob.front.S3Rig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Blob at a service that knows one account, where the names of buckets say whose they are; by
 * HTTPS, with an authority of its own.
 */
final class TwinBlobTest extends BlobContract {
    private static final Optional<String> PREFIX = Optional.of("mvi-");
    private static final PlatformCa OWN = authority("far");
    private static final PlatformCa OTHER = authority("stranger");
    private static final BucketName BUCKET = new BucketName(S3Rig.APP_ACCOUNT, "files");

    @TempDir Path second;

    private static PlatformCa authority(String name) {
        return PlatformCa.create(name, Clock.system(), Chance.system());
    }

    private static S3Rig rig(Path folder, String address) throws IOException {
        TlsIdentity identity = OWN.issue(List.of(), List.of(address));
        return S3Rig.open(folder, identity, UnaryOperator.identity());
    }

    @Override
    S3Rig rig(Path folder) throws IOException {
        return rig(folder, "127.0.0.1");
    }

    @Override
    BlobService open(S3Rig rig) {
        return rig.farByTls(S3Rig.OPERATOR_KEY, S3Rig.SECRET, PREFIX, OWN.trustPem());
    }

    @Test
    void whoIsNotVouchedForIsRefusedByItsAddress() throws IOException {
        try (S3Rig rig = rig(second);
                S3BlobService blob =
                        rig.farByTls(S3Rig.OPERATOR_KEY, S3Rig.SECRET, PREFIX, OTHER.trustPem())) {
            unavailable(rig, blob, "does not prove by its certificate");
        }
    }

    @Test
    void whoIsAnotherHostIsRefused() throws IOException {
        try (S3Rig rig = rig(second, "127.0.0.2");
                S3BlobService blob =
                        rig.farByTls(S3Rig.OPERATOR_KEY, S3Rig.SECRET, PREFIX, OWN.trustPem())) {
            unavailable(rig, blob, "does not prove by its certificate");
        }
    }

    @Test
    void aWrongKeyIsToldByTheAddressWithoutTheKey() throws IOException {
        Secret wrong = Secret.of("a-wrong-secret");
        try (S3Rig rig = rig(second);
                S3BlobService blob =
                        rig.farByTls(S3Rig.OPERATOR_KEY, wrong, PREFIX, OWN.trustPem())) {
            unavailable(rig, blob, "does not accept the credentials");
        }
    }

    @Test
    void whoIsAwayIsToldByTheAddressAndHealsWhenItIsBack() throws IOException {
        S3Rig rig = rig(second);
        try (S3BlobService blob =
                rig.farByTls(S3Rig.OPERATOR_KEY, S3Rig.SECRET, PREFIX, OWN.trustPem())) {
            blob.createBucket(BUCKET);
            assertThat(blob.trouble(BUCKET)).isEmpty();
            rig.close();
            unavailable(rig, blob, "can not be reached: Connection refused");
        } finally {
            rig.close();
        }
    }

    /** Connections are taken by the kernel, and nobody ever reads from them. */
    @Test
    void whoSaysNothingIsNotWaitedForLong() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                S3BlobService blob =
                        new S3BlobService(
                                new S3ClientConfig(
                                        URI.create("https://127.0.0.1:" + silent.getLocalPort()),
                                        "us-east-1",
                                        S3Rig.OPERATOR_KEY,
                                        S3Rig.SECRET,
                                        PREFIX,
                                        Optional.of(OWN.trustPem())),
                                Clock.system())) {
            FutureTask<Optional<Problem>> look = new FutureTask<>(() -> blob.trouble(BUCKET));
            Thread.startVirtualThread(look);
            assertThat(look.get(30, TimeUnit.SECONDS))
                    .map(Problem::publicMessage)
                    .hasValueSatisfying(
                            it -> assertThat(it).endsWith("it does not answer in time"));
        }
    }

    private static void unavailable(S3Rig rig, S3BlobService blob, String why) {
        assertThatThrownBy(() -> blob.createBucket(BUCKET))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> {
                            assertThat(problem.kind()).isEqualTo(Kind.UNAVAILABLE);
                            assertThat(problem.publicMessage())
                                    .startsWith(
                                            "Blob at https://127.0.0.1:" + rig.address().getPort())
                                    .contains(why)
                                    .doesNotContain(S3Rig.SECRET.revealText(), "a-wrong-secret");
                        });
        assertThat(blob.trouble(BUCKET)).map(Problem::code).contains("blob-unavailable");
    }
}
