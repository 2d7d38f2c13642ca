package mvi.services.blob;

/** A part as the client names it to complete an upload; the ETag without quotes. */
public record PartTag(int number, String etag) {}
