package mvi.services.blob.back;

import static mvi.services.blob.back.SealedWorld.ACCOUNT;
import static mvi.services.blob.back.SealedWorld.CRYPTO;
import static mvi.services.blob.back.SealedWorld.CUSTOMER;
import static mvi.services.blob.back.SealedWorld.CUSTOMER_KEY;
import static mvi.services.blob.back.SealedWorld.KEY_NAME;
import static mvi.services.blob.back.SealedWorld.OWN;
import static mvi.services.blob.back.SealedWorld.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import mvi.engines.base.Chance;
import mvi.engines.base.Kind;
import mvi.engines.base.Principal;
import mvi.engines.base.Problem;
import mvi.engines.base.Secret;
import mvi.services.blob.BucketName;
import mvi.services.blob.Encryption;
import mvi.services.blob.ObjectName;
import mvi.services.blob.Sealing;
import mvi.services.blob.core.Seal;
import mvi.services.blob.core.WrappedKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CryptoKeyWrapTest {
    @TempDir Path folder;
    private SealedWorld world;
    private CryptoKeyWrap keys;

    @BeforeEach
    void open() {
        world = new SealedWorld(folder);
        keys = fresh();
    }

    /** One that remembers nothing. */
    private CryptoKeyWrap fresh() {
        return new CryptoKeyWrap(world.crypto(), Chance.system());
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aWrappedKeyOpensForItsObjectAlone() {
        List<ObjectName> others =
                List.of(
                        name("b"),
                        new ObjectName(new BucketName(ACCOUNT, "others"), "a"),
                        new ObjectName(new BucketName("000000000002", "files"), "a"));
        for (Sealing way : List.of(OWN, CRYPTO, CUSTOMER)) {
            Seal seal = keys.create(name("a"), way);
            assertThat(fresh().open(name("a"), seal.wrapped(), way.customerKey()).key())
                    .isEqualTo(seal.key());
            for (ObjectName other : others) {
                assertThatThrownBy(() -> keys.open(other, seal.wrapped(), way.customerKey()))
                        .as(way + " " + other)
                        .isInstanceOfSatisfying(
                                Problem.class, it -> assertThat(it.kind()).isEqualTo(Kind.BUG));
            }
        }
    }

    @Test
    void noTwoObjectsShareADataKey() {
        for (Sealing way : List.of(OWN, CRYPTO, CUSTOMER)) {
            assertThat(keys.create(name("a"), way).key())
                    .isNotEqualTo(keys.create(name("a"), way).key());
        }
    }

    @Test
    void anAccountsKeyIsFoundByIdArnAndDescription() {
        String id = world.crypto().listKeys(ACCOUNT).getFirst().id();
        String arn = "arn:aws:kms:us-east-1:" + ACCOUNT + ":";
        for (String each :
                List.of(
                        id,
                        arn + "key/" + id,
                        KEY_NAME,
                        "alias/" + KEY_NAME,
                        arn + "alias/" + KEY_NAME)) {
            Seal seal = keys.create(name("a"), crypto(each));
            assertThat(seal.wrapped().encryption().key()).isEqualTo(each);
            assertThat(keys.open(name("a"), seal.wrapped(), Optional.empty()).key())
                    .isEqualTo(seal.key());
        }
    }

    @Test
    void aKeyThatTheAccountDoesNotHaveIsRefused() {
        String id = world.crypto().createKey("000000000002", "others").id();
        for (String each :
                List.of(
                        id,
                        "arn:aws:kms:us-east-1:000000000002:key/" + id,
                        "others",
                        "alias/others",
                        CryptoKeyWrap.DESCRIPTION + ACCOUNT)) {
            assertThatThrownBy(() -> keys.create(name("a"), crypto(each)))
                    .as(each)
                    .isInstanceOfSatisfying(
                            Problem.class,
                            it -> assertThat(it.code()).isEqualTo("no-such-crypto-key"));
        }
    }

    private static Sealing crypto(String key) {
        return new Sealing(new Encryption(Encryption.Scheme.CRYPTO, key), Optional.empty());
    }

    @Test
    void anAccountHasOneKeyOfBlobs() {
        keys.create(name("a"), OWN);
        fresh().create(name("b"), OWN);
        assertThat(world.crypto().listKeys(Principal.PLATFORM_ACCOUNT)).hasSize(1);
        keys.create(new ObjectName(new BucketName("000000000002", "files"), "a"), OWN);
        assertThat(world.crypto().listKeys(Principal.PLATFORM_ACCOUNT)).hasSize(2);
        assertThat(world.crypto().listKeys(ACCOUNT)).hasSize(1);
    }

    @Test
    void aWrongCustomerKeyIsToldFromDamage() {
        Seal seal = keys.create(name("a"), CUSTOMER);
        assertThatThrownBy(
                        () ->
                                keys.open(
                                        name("a"),
                                        seal.wrapped(),
                                        Optional.of(Secret.of("another customer's key, 32 bytes"))))
                .isInstanceOfSatisfying(
                        Problem.class, it -> assertThat(it.code()).isEqualTo("wrong-key"));
        byte[] damaged = seal.wrapped().bytes().clone();
        damaged[damaged.length - 1] ^= 1;
        assertThatThrownBy(
                        () ->
                                keys.open(
                                        name("a"),
                                        new WrappedKey(seal.wrapped().encryption(), damaged),
                                        Optional.of(CUSTOMER_KEY)))
                .isInstanceOfSatisfying(
                        Problem.class, it -> assertThat(it.kind()).isEqualTo(Kind.BUG));
    }
}
