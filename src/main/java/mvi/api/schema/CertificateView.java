package mvi.api.schema;

import java.util.List;

/**
 * A certificate that clients of apps see.
 *
 * @param name how it is called: the first of its names
 * @param source {@code platform} or {@code public}, made anew by itself, or {@code brought}
 * @param issuer the common name of who signed it
 * @param until when it runs out
 * @param by who brought it
 * @param trouble why there is none of a public authority, or no newer one; empty when nothing is
 *     wrong
 */
public record CertificateView(
        String name,
        List<String> names,
        String source,
        String issuer,
        String from,
        String until,
        String by,
        String trouble) {}
