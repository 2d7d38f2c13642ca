package mvi.services.blob;

import java.util.OptionalLong;

/**
 * A range as RFC 9110 section 14.1.2 has it: first and last inclusive; without a last, to the end;
 * without a first, the last so many bytes.
 */
public record ByteRange(OptionalLong first, OptionalLong last) {}
