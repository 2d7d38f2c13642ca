package mvi.platform.certificate;

import static mvi.platform.app.PlatformTables.AUTHORITIES;
import static mvi.platform.app.PlatformTables.CERTIFICATES;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Challenge;
import mvi.engines.base.Clock;
import mvi.engines.base.Problem;
import mvi.engines.base.Secret;
import mvi.engines.base.TlsIdentity;
import mvi.platform.app.Schema;
import mvi.platform.certificate.StoredCertificate.Source;
import mvi.platform.environment.Envelope;
import mvi.services.kv.AttributeValue;
import mvi.services.kv.Expression;
import mvi.services.kv.Item;
import mvi.services.kv.KvService;
import mvi.services.kv.Query;

/**
 * Certificates that people brought and that public authorities gave, and the keys by which those
 * know the platform: in KV, all keys sealed.
 */
final class Certificates {
    /** Of one certificate with those that signed it; its key as well. */
    static final ByteCount MAXIMUM = ByteCount.kib(64);

    static final int MAXIMUM_COUNT = 1000;

    /** What stands before a name in the key of what an authority gave: in no name of a host. */
    private static final String PUBLIC = "public/";

    private static final String CHALLENGE = "challenge";

    private final KvService kv;
    private final Envelope envelope;
    private final Clock clock;

    Certificates(KvService kv, Envelope envelope, Clock clock) {
        this.kv = kv;
        this.envelope = envelope;
        this.clock = clock;
    }

    /** Those that people brought first, of these and of the others those that came last. */
    List<StoredCertificate> list() {
        return kv.all(Query.scan(CERTIFICATES)).stream()
                .map(this::read)
                .sorted(
                        Comparator.comparing(StoredCertificate::source)
                                .thenComparing(StoredCertificate::at)
                                .reversed()
                                .thenComparing(StoredCertificate::name))
                .toList();
    }

    /**
     * Takes the place of one whose first name is the same.
     *
     * @throws Problem {@code bad-certificate}, {@code too-many-certificates}
     */
    StoredCertificate put(TlsIdentity identity, String by) {
        if (identity.chain().length() > MAXIMUM.bytes()
                || identity.key().reveal().length > MAXIMUM.bytes()) {
            throw Problem.invalid(
                    "bad-certificate", "the certificate or its key is larger than " + MAXIMUM);
        }
        StoredCertificate own =
                new StoredCertificate(
                        CertificateCheck.names(identity, clock.now()),
                        Source.BROUGHT,
                        identity,
                        by,
                        clock.now(),
                        Optional.empty());
        boolean isNew = kv.get(CERTIFICATES, key(own.name())).isEmpty();
        if (isNew && kv.all(Query.scan(CERTIFICATES)).size() >= MAXIMUM_COUNT) {
            throw Problem.invalid(
                    "too-many-certificates",
                    "there are " + MAXIMUM_COUNT + " certificates already: remove one");
        }
        write(own.name(), own);
        return own;
    }

    /** What an authority gave for this name takes the place of what it gave before. */
    void putPublic(String host, TlsIdentity identity, String directory, Challenge challenge) {
        write(
                PUBLIC + host,
                new StoredCertificate(
                        CertificateCheck.names(identity, clock.now()),
                        Source.PUBLIC,
                        identity,
                        directory,
                        clock.now(),
                        Optional.of(challenge)));
    }

    void removePublic(String host) {
        kv.delete(CERTIFICATES, key(PUBLIC + host), Expression.NONE);
    }

    /** The key by which an authority knows the platform; made when there is none. */
    Secret accountKey(PublicAuthority authority) {
        Item key = Item.of("directory", authority.directory());
        Map<String, String> context = Map.of("authority", authority.directory());
        if (kv.get(AUTHORITIES, key).isEmpty()) {
            byte[] sealed = envelope.seal(authority.newAccountKey().reveal(), context);
            kv.put(
                    AUTHORITIES,
                    Schema.stamp(key).with("key", new AttributeValue.Bytes(sealed)),
                    Expression.absent("directory"));
        }
        Item item = kv.get(AUTHORITIES, key).orElseThrow();
        Schema.check(item, "the account at " + authority.directory());
        return Secret.of(envelope.open(sealed(item), context));
    }

    private void write(String name, StoredCertificate certificate) {
        byte[] sealed =
                envelope.seal(certificate.identity().key().reveal(), Map.of("certificate", name));
        Item item =
                Schema.stamp(key(name))
                        .with("chain", certificate.identity().chain())
                        .with("key", new AttributeValue.Bytes(sealed))
                        .with("by", certificate.by())
                        .with("at", certificate.at().toString());
        kv.put(
                CERTIFICATES,
                certificate
                        .challenge()
                        .map(each -> item.with(CHALLENGE, each.toString()))
                        .orElse(item),
                Expression.NONE);
    }

    /** Throws MISSING {@code no-such-certificate}. */
    void remove(String name) {
        if (kv.get(CERTIFICATES, key(name)).isEmpty()) {
            throw Problem.missing(
                    "no-such-certificate",
                    "nobody brought a certificate called '" + name + "'; mvi certs lists them");
        }
        kv.delete(CERTIFICATES, key(name), Expression.NONE);
    }

    private StoredCertificate read(Item item) {
        String name = item.text("name");
        Schema.check(item, "the certificate " + name);
        byte[] key = envelope.open(sealed(item), Map.of("certificate", name));
        TlsIdentity identity =
                new TlsIdentity(
                        item.text("chain"), Secret.of(new String(key, StandardCharsets.US_ASCII)));
        Instant at = Instant.parse(item.text("at"));
        return new StoredCertificate(
                CertificateCheck.dnsNames(identity.certificates().getFirst()),
                name.startsWith(PUBLIC) ? Source.PUBLIC : Source.BROUGHT,
                identity,
                item.text("by"),
                at,
                item.get(CHALLENGE).map(each -> Challenge.of(item.text(CHALLENGE))));
    }

    private static byte[] sealed(Item item) {
        if (item.get("key").orElse(null) instanceof AttributeValue.Bytes bytes) {
            return bytes.bytes();
        }
        throw Problem.bug("an item of certificates has no key", null);
    }

    private static Item key(String name) {
        return Item.of("name", name);
    }
}
