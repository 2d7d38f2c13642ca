package mvi.engines.store;

/** What an update decided: writes, and what its caller is told once they are on the disk. */
public record Change<T>(Batch batch, T result) {
    public static <T> Change<T> none(T result) {
        return new Change<>(new Batch(), result);
    }
}
