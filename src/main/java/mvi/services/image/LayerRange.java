package mvi.services.image;

import java.util.OptionalLong;

/**
 * A part of a layer: from {@code first} to {@code last} inclusive, or to the end; without a first,
 * the last so many bytes.
 */
public record LayerRange(OptionalLong first, OptionalLong last) {}
