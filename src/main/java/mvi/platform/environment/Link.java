package mvi.platform.environment;

/**
 * What a process depends on, as it stands.
 *
 * @param name as the manifest has it
 */
public sealed interface Link {
    String name();

    /**
     * @param url a secret
     */
    record Postgres(String name, String url) implements Link {}

    /** Another process of the app, by its name in /etc/hosts. */
    record Process(String name, int port) implements Link {}

    record Blob(String name) implements Link {}

    record Kv(String name) implements Link {}

    record Crypto(String name, String keyArn) implements Link {}
}
