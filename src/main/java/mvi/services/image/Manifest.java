package mvi.services.image;

/** An image manifest or index, byte for byte as it was pushed. */
public record Manifest(Digest digest, String mediaType, byte[] bytes) {}
