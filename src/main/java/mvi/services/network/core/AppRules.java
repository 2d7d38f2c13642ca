package mvi.services.network.core;

/** What the rules are made from, per app. */
public record AppRules(
        String app, String bridge, String gateway, String endpoint, boolean isEgressOpen) {}
