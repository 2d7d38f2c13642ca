package mvi.start.control;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Clock;
import mvi.engines.base.Problem;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpAnswer;
import mvi.engines.http.HttpCall;
import mvi.engines.http.HttpClient;
import mvi.engines.http.HttpEndpoint;
import mvi.services.blob.BlobService;
import mvi.services.blob.back.MovedBlob;
import mvi.services.blob.back.S3BlobService;
import mvi.services.blob.back.S3ClientConfig;
import mvi.services.crypto.CryptoService;
import mvi.services.crypto.back.KmsClientConfig;
import mvi.services.crypto.back.KmsCryptoService;
import mvi.services.kv.KvService;
import mvi.services.kv.back.DynamoClientConfig;
import mvi.services.kv.back.DynamoKvService;
import mvi.start.BlobTwin;
import mvi.start.Configuration;
import mvi.start.Knob;
import mvi.start.PlatformCredentials;

/**
 * KV, Blob and Crypto by URL: the same clients, whether that is this machine's data or a managed
 * twin.
 *
 * @param blob this machine's, with the apps' own buckets
 * @param platformBlob with what the platform itself keeps; the same one where no twin is named
 * @param twin the one elsewhere
 */
record DataClients(
        KvService kv,
        BlobService blob,
        BlobService platformBlob,
        Optional<FarBlob> twin,
        CryptoService crypto) {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(60);
    private static final Duration ASK_EVERY = Duration.ofMillis(50);

    static DataClients open(
            Configuration configuration, PlatformCredentials.Pair credentials, Clock clock) {
        URI endpoint = URI.create("http://127.0.0.1:" + configuration.port(Knob.SERVICES_PORT));
        String region = configuration.text(Knob.REGION);
        String id = credentials.accessKeyId();
        BlobService blob =
                new S3BlobService(
                        new S3ClientConfig(
                                endpoint, region, id, credentials.secret(), Optional.empty()),
                        clock);
        Optional<FarBlob> twin =
                BlobTwin.read(configuration.home()).map(each -> new FarBlob(each, clock));
        return new DataClients(
                new DynamoKvService(
                        new DynamoClientConfig(
                                endpoint, region, id, credentials.secret(), Optional.empty())),
                blob,
                twin.<BlobService>map(each -> new MovedBlob(each.blob(), blob)).orElse(blob),
                twin,
                new KmsCryptoService(
                        new KmsClientConfig(endpoint, region, id, credentials.secret())));
    }

    /**
     * Returns when data answers; throws UNAVAILABLE when it does not in time, and the supervisor
     * tries again.
     */
    static void await(HttpClient http, int port, Clock clock) throws InterruptedException {
        long deadline = clock.nanos() + ANSWER_WITHIN.toNanos();
        HttpEndpoint endpoint = new HttpEndpoint.Plain("127.0.0.1", port);
        while (!isWell(http, endpoint)) {
            if (clock.nanos() > deadline) {
                throw Problem.unavailable(
                        "data-unavailable",
                        "data does not answer on port "
                                + port
                                + " within "
                                + ANSWER_WITHIN.toSeconds()
                                + " s",
                        null);
            }
            clock.sleep(ASK_EVERY);
        }
    }

    static boolean isWell(HttpClient http, HttpEndpoint endpoint) {
        HttpCall call =
                new HttpCall(
                        endpoint,
                        "GET",
                        "/-/health",
                        Headers.NONE,
                        ByteSource.empty(),
                        Duration.ofSeconds(2));
        try (HttpAnswer answer = http.send(call)) {
            return answer.status() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }
}
