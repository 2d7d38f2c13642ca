package mvi.engines.proxy;

import io.netty.handler.ssl.SslContext;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mvi.engines.base.Chance;
import org.jspecify.annotations.Nullable;

/** All certificates by name, immutable: a handshake reads one table, whole. */
final class CertificateTable {
    private final Map<String, Certified> byName;
    private final Map<String, String> challenges;
    private final Map<String, Certified> validations;
    private final Chance chance;
    private final boolean hasForced;

    private CertificateTable(
            Map<String, Certified> byName,
            Map<String, String> challenges,
            Map<String, Certified> validations,
            Chance chance) {
        this.validations = validations;
        this.chance = chance;
        this.byName = byName;
        this.challenges = challenges;
        this.hasForced = byName.values().stream().anyMatch(each -> each.spec.isForced());
    }

    static CertificateTable empty(Chance chance) {
        return new CertificateTable(Map.of(), Map.of(), Map.of(), chance);
    }

    /** With what this table has of these already: its contexts are dear. */
    CertificateTable next(
            List<CertificateSpec> specs,
            Map<String, String> answers,
            List<CertificateSpec> validated) {
        Map<CertificateSpec, Certified> known = new HashMap<>();
        byName.values().forEach(each -> known.put(each.spec, each));
        Map<String, Certified> all = new HashMap<>();
        for (CertificateSpec spec : specs) {
            Certified certified = known.getOrDefault(spec, new Certified(spec, chance));
            spec.names().forEach(name -> all.putIfAbsent(name, certified));
        }
        Map<String, Certified> proofs = new HashMap<>();
        for (CertificateSpec spec : validated) {
            spec.names().forEach(name -> proofs.put(name, new Certified(spec, chance)));
        }
        return new CertificateTable(
                Map.copyOf(all), Map.copyOf(answers), Map.copyOf(proofs), chance);
    }

    /** Names that stand in more than one of these. */
    static List<String> doubled(List<CertificateSpec> specs) {
        List<String> names = new ArrayList<>();
        specs.forEach(spec -> names.addAll(spec.names()));
        return names.stream()
                .filter(name -> names.indexOf(name) != names.lastIndexOf(name))
                .distinct()
                .toList();
    }

    /** What a client that asks for this name sees; null when it is nobody's here. */
    @Nullable SslContext context(
            String name, Spoken spoken, List<X509Certificate> clientAuthorities) {
        Certified certified = find(name);
        return certified == null ? null : certified.contexts.context(spoken, clientAuthorities);
    }

    /** What an authority that validates this name sees; null when none is asked to. */
    @Nullable SslContext validation(String name) {
        Certified proof = validations.get(name);
        return proof == null ? null : proof.contexts.context(Spoken.VALIDATION, List.of());
    }

    /** Whether there is any of which {@link #isForced} is true: asked with each request. */
    boolean hasForced() {
        return hasForced;
    }

    /** Whether requests for this host are sent to HTTPS. */
    boolean isForced(String host) {
        Certified certified = find(host);
        return certified != null && certified.spec.isForced();
    }

    void rotateTicketKeys() {
        byName.values().forEach(each -> each.contexts.rotateTicketKeys());
    }

    @Nullable String challenge(String token) {
        return challenges.get(token);
    }

    private @Nullable Certified find(String name) {
        Certified exact = byName.get(name);
        if (exact != null) {
            return exact;
        }
        int dot = name.indexOf('.');
        return dot < 0 ? null : byName.get("*" + name.substring(dot));
    }

    private record Certified(CertificateSpec spec, TlsContexts contexts) {
        Certified(CertificateSpec spec, Chance chance) {
            this(spec, new TlsContexts(spec.identity(), chance));
        }
    }
}
