package mvi.services.image;

import java.util.Map;

/** A manifest that is about another, as the list of referrers shows it. */
public record Referrer(
        Digest digest,
        String mediaType,
        long size,
        String artifactType,
        Map<String, String> annotations) {}
