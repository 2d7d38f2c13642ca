package mvi.services.image;

/** A stored blob of the registry: a layer of files or an image's configuration. */
public record Layer(Digest digest, long size) {}
