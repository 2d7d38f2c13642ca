package mvi.engines.base;

/** An access key and the principal it stands for. */
public record Credential(String accessKeyId, Secret secret, Principal principal) {}
