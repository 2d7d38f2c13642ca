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
    record Postgres(String name, String url) implements Link {
        /**
         * The same database by another way, such as a forwarded port.
         *
         * @param address host and port
         */
        public Postgres at(String address) {
            int host = url.indexOf('@') + 1;
            return new Postgres(
                    name, url.substring(0, host) + address + url.substring(url.indexOf('/', host)));
        }
    }

    /** Another process of the app, by its name in /etc/hosts. */
    record Process(String name, int port) implements Link {}

    record Blob(String name) implements Link {}

    record Kv(String name) implements Link {}

    record Crypto(String name, String keyArn) implements Link {}

    /** A function of the app, to be invoked by Lambda's API. */
    record Function(String name, String arn) implements Link {}
}
