package mvi.services.crypto.back;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import mvi.engines.base.Problem;
import mvi.engines.base.Secret;
import mvi.engines.wire.ActingAccount;
import mvi.services.crypto.CryptoKey;
import mvi.services.crypto.CryptoService;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.defaultsmode.DefaultsMode;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyResponse;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.ListKeysResponse;

/**
 * Crypto by URL, in the KMS protocol. Who is the platform may name any account; everybody else has
 * the one of their access key.
 */
public final class KmsCryptoService implements CryptoService, AutoCloseable {
    private static final Duration CONNECT_TIME = Duration.ofSeconds(2);
    private static final Duration ANSWER_TIME = Duration.ofSeconds(10);
    private static final int MOST_ATTEMPTS = 3;
    private static final int MAXIMUM_PLAINTEXT_BYTES = 4096;
    private static final int PAGE = 1000;

    private final KmsClient kms;

    public KmsCryptoService(KmsClientConfig config) {
        // Whatever the SDK would look for in files, the environment or the network is given here.
        ProfileFile none = ProfileFile.aggregator().build();
        this.kms =
                KmsClient.builder()
                        .endpointOverride(config.endpoint())
                        .region(Region.of(config.region()))
                        .defaultsMode(DefaultsMode.LEGACY)
                        .dualstackEnabled(false)
                        .fipsEnabled(false)
                        .credentialsProvider(
                                StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create(
                                                config.accessKeyId(),
                                                config.secretAccessKey().revealText())))
                        .httpClientBuilder(
                                UrlConnectionHttpClient.builder()
                                        .connectionTimeout(CONNECT_TIME)
                                        .socketTimeout(ANSWER_TIME))
                        .overrideConfiguration(
                                each ->
                                        each.defaultProfileFile(none)
                                                .retryStrategy(
                                                        AwsRetryStrategy.standardRetryStrategy()
                                                                .toBuilder()
                                                                .maxAttempts(MOST_ATTEMPTS)
                                                                .build()))
                        .build();
    }

    @Override
    public CryptoKey createKey(String account, String description) {
        return key(
                answer(
                                () ->
                                        kms.createKey(
                                                each ->
                                                        each.description(description)
                                                                .overrideConfiguration(
                                                                        in(account))))
                        .keyMetadata());
    }

    @Override
    public CryptoKey describeKey(String account, String keyId) {
        return key(
                answer(
                                () ->
                                        kms.describeKey(
                                                each ->
                                                        each.keyId(keyId)
                                                                .overrideConfiguration(
                                                                        in(account))))
                        .keyMetadata());
    }

    /** KMS lists ids alone, so each key is asked for. */
    @Override
    public List<CryptoKey> listKeys(String account) {
        List<CryptoKey> keys = new ArrayList<>();
        @Nullable String marker = null;
        do {
            @Nullable String from = marker;
            ListKeysResponse page =
                    answer(
                            () ->
                                    kms.listKeys(
                                            each ->
                                                    each.limit(PAGE)
                                                            .marker(from)
                                                            .overrideConfiguration(in(account))));
            page.keys().forEach(each -> keys.add(describeKey(account, each.keyId())));
            marker = Boolean.TRUE.equals(page.truncated()) ? page.nextMarker() : null;
        } while (marker != null);
        return keys;
    }

    @Override
    public byte[] encrypt(
            String account, String keyId, Secret plaintext, Map<String, String> context) {
        if (plaintext.length() > MAXIMUM_PLAINTEXT_BYTES) {
            throw Problem.limit(
                    "plaintext-too-large",
                    "a key encrypts at most "
                            + MAXIMUM_PLAINTEXT_BYTES
                            + " bytes; encrypt more with a data key");
        }
        return answer(
                        () ->
                                kms.encrypt(
                                        each ->
                                                each.keyId(keyId)
                                                        .plaintext(bytes(plaintext.reveal()))
                                                        .encryptionContext(context)
                                                        .overrideConfiguration(in(account))))
                .ciphertextBlob()
                .asByteArray();
    }

    @Override
    public Decrypted decrypt(String account, byte[] ciphertext, Map<String, String> context) {
        DecryptResponse opened =
                answer(
                        () ->
                                kms.decrypt(
                                        each ->
                                                each.ciphertextBlob(bytes(ciphertext))
                                                        .encryptionContext(context)
                                                        .overrideConfiguration(in(account))));
        return new Decrypted(
                idOf(opened.keyId()), Secret.of(opened.plaintext().asByteArrayUnsafe()));
    }

    @Override
    public DataKey generateDataKey(
            String account, String keyId, int bytes, Map<String, String> context) {
        GenerateDataKeyResponse made =
                answer(
                        () ->
                                kms.generateDataKey(
                                        each ->
                                                each.keyId(keyId)
                                                        .numberOfBytes(bytes)
                                                        .encryptionContext(context)
                                                        .overrideConfiguration(in(account))));
        return new DataKey(
                idOf(made.keyId()),
                Secret.of(made.plaintext().asByteArrayUnsafe()),
                made.ciphertextBlob().asByteArray());
    }

    @Override
    public void close() {
        kms.close();
    }

    private static <T> T answer(Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException refused) {
            throw KmsRefusal.problem(refused);
        }
    }

    private static AwsRequestOverrideConfiguration in(String account) {
        return AwsRequestOverrideConfiguration.builder()
                .putHeader(ActingAccount.HEADER, account)
                .build();
    }

    private static SdkBytes bytes(byte[] bytes) {
        return SdkBytes.fromByteArray(bytes);
    }

    private static CryptoKey key(KeyMetadata key) {
        return new CryptoKey(
                key.awsAccountId(),
                key.keyId(),
                key.description(),
                key.creationDate(),
                Boolean.TRUE.equals(key.enabled()));
    }

    /** What follows the last slash of an ARN. */
    private static String idOf(String arn) {
        return arn.substring(arn.lastIndexOf('/') + 1);
    }
}
