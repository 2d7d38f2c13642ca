package mvi.services.blob;

import java.util.List;
import java.util.Optional;

/** A page of a bucket: objects and common prefixes, each in the byte order of keys. */
public record Listing(List<StoredObject> objects, List<String> prefixes, Optional<String> next) {}
