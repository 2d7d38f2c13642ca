package mvi.manifest;

import java.util.List;
import java.util.Optional;
import mvi.engines.base.ByteCount;

/**
 * What a manifest chooses of a database ({@code provider.options}).
 *
 * @param version the major version that the app counts on
 * @param isSynchronous {@code durability: synchronous}
 */
public record DatabaseChoices(
        Optional<ByteCount> memory,
        Optional<String> version,
        boolean isSynchronous,
        List<String> extensions) {
    public static final DatabaseChoices NONE =
            new DatabaseChoices(Optional.empty(), Optional.empty(), false, List.of());

    public DatabaseChoices {
        extensions = List.copyOf(extensions);
    }
}
