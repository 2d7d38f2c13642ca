package mvi.services.image;

/** A layer on its way in. */
public record LayerUpload(Repository repository, String id, long received) {}
