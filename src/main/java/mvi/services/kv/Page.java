package mvi.services.kv;

import java.util.List;
import java.util.Optional;

/** A page of items, at most 1 MB. {@code next} is where to go on, or empty at the end. */
public record Page(List<Item> items, int scanned, Optional<Item> next) {}
