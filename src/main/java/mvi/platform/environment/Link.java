package mvi.platform.environment;

/**
 * A platform service that a process depends on, as it stands.
 *
 * @param name as the manifest has it
 */
public sealed interface Link {
    String name();

    /**
     * @param url a secret
     */
    record Postgres(String name, String url) implements Link {}

    record Blob(String name) implements Link {}

    record Kv(String name) implements Link {}

    record Crypto(String name, String keyArn) implements Link {}
}
