package mvi.platform.function;

/** Opens the door at which containers ask for their events. */
@FunctionalInterface
public interface RuntimeListener {
    /** The Runtime API answers at this address of the host when this returns. Idempotent. */
    void listen(String address);
}
