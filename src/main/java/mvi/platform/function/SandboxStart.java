package mvi.platform.function;

/** How the start of a container for a function went. */
sealed interface SandboxStart {
    /**
     * @param isNew whether it has just been started
     */
    record Started(Sandbox sandbox, boolean isNew) implements SandboxStart {}

    /**
     * @param container its name; empty when there was none
     * @param isOfPlatform whether it was not the function's own doing
     */
    record Failed(String container, Fault fault, boolean isOfPlatform) implements SandboxStart {}

    /** There is a newer version of the function, which is to be asked. */
    record Replaced() implements SandboxStart {}
}
