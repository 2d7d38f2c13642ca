package mvi.platform.certificate;

import static mvi.platform.app.PlatformTables.CERTIFICATES;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Clock;
import mvi.engines.base.Problem;
import mvi.engines.base.Secret;
import mvi.engines.base.TlsIdentity;
import mvi.platform.app.Schema;
import mvi.platform.environment.Envelope;
import mvi.services.kv.AttributeValue;
import mvi.services.kv.Expression;
import mvi.services.kv.Item;
import mvi.services.kv.KvService;
import mvi.services.kv.Query;

/** Certificates that people brought: in KV, their keys sealed. */
final class Certificates {
    /** Of one certificate with those that signed it; its key as well. */
    static final ByteCount MAXIMUM = ByteCount.kib(64);

    static final int MAXIMUM_COUNT = 1000;

    private final KvService kv;
    private final Envelope envelope;
    private final Clock clock;

    Certificates(KvService kv, Envelope envelope, Clock clock) {
        this.kv = kv;
        this.envelope = envelope;
        this.clock = clock;
    }

    /** Those that came last first. */
    List<OwnCertificate> list() {
        return kv.all(Query.scan(CERTIFICATES)).stream()
                .map(this::read)
                .sorted(
                        Comparator.comparing(OwnCertificate::at)
                                .reversed()
                                .thenComparing(OwnCertificate::name))
                .toList();
    }

    /**
     * Takes the place of one whose first name is the same.
     *
     * @throws Problem {@code bad-certificate}, {@code too-many-certificates}
     */
    OwnCertificate put(TlsIdentity identity, String by) {
        if (identity.chain().length() > MAXIMUM.bytes()
                || identity.key().reveal().length > MAXIMUM.bytes()) {
            throw Problem.invalid(
                    "bad-certificate", "the certificate or its key is larger than " + MAXIMUM);
        }
        OwnCertificate own =
                new OwnCertificate(
                        CertificateCheck.names(identity, clock.now()), identity, by, clock.now());
        boolean isNew = kv.get(CERTIFICATES, key(own.name())).isEmpty();
        if (isNew && kv.all(Query.scan(CERTIFICATES)).size() >= MAXIMUM_COUNT) {
            throw Problem.invalid(
                    "too-many-certificates",
                    "there are " + MAXIMUM_COUNT + " certificates already: remove one");
        }
        byte[] sealed = envelope.seal(identity.key().reveal(), Map.of("certificate", own.name()));
        kv.put(
                CERTIFICATES,
                Schema.stamp(key(own.name()))
                        .with("chain", identity.chain())
                        .with("key", new AttributeValue.Bytes(sealed))
                        .with("by", by)
                        .with("at", own.at().toString()),
                Expression.NONE);
        return own;
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

    private OwnCertificate read(Item item) {
        String name = item.text("name");
        Schema.check(item, "the certificate " + name);
        if (!(item.get("key").orElse(null) instanceof AttributeValue.Bytes sealed)) {
            throw Problem.bug("the certificate " + name + " has no key", null);
        }
        byte[] key = envelope.open(sealed.bytes(), Map.of("certificate", name));
        TlsIdentity identity =
                new TlsIdentity(
                        item.text("chain"), Secret.of(new String(key, StandardCharsets.US_ASCII)));
        Instant at = Instant.parse(item.text("at"));
        return new OwnCertificate(
                CertificateCheck.dnsNames(identity.certificates().getFirst()),
                identity,
                item.text("by"),
                at);
    }

    private static Item key(String name) {
        return Item.of("name", name);
    }
}
