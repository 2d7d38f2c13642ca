package mvi.manifest;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an app is: its processes and the platform services that it links.
 *
 * @param name the file's {@code name}, else none
 * @param domains host names besides {@code APP.localhost}, from {@code x-mvi.domains}
 * @param isEgressOpen whether its containers reach the internet; {@code x-mvi.egress: none} closes
 *     it
 * @param aliases further host names of processes and databases inside the app, each with its
 *     service
 */
public record Manifest(
        Optional<String> name,
        List<AppProcess> processes,
        List<Provider> providers,
        List<String> domains,
        boolean isEgressOpen,
        Map<String, String> aliases) {

    /** The process of this name; empty for one that the manifest does not have. */
    public Optional<AppProcess> process(String name) {
        return processes.stream().filter(each -> each.name().equals(name)).findFirst();
    }

    /** The same at other host names. */
    public Manifest withDomains(List<String> others) {
        return new Manifest(name, processes, providers, others, isEgressOpen, aliases);
    }

    /**
     * A platform service that the app links by {@code depends_on}.
     *
     * @param name the service's name in the file; its variables are named after it: {@code
     *     DATABASE_URL}
     * @param service {@code postgres}, {@code blob}, {@code kv} or {@code crypto}
     * @param login of a database that the app has its own settings for; else mvi makes one up
     * @param choices of a database
     */
    public record Provider(
            String name, String service, Optional<Login> login, DatabaseChoices choices) {
        /** With nothing chosen. */
        public Provider(String name, String service, Optional<Login> login) {
            this(name, service, login, DatabaseChoices.NONE);
        }
    }

    /**
     * What an app logs in with.
     *
     * @param user a role
     * @param database its name inside the instance
     */
    public record Login(String user, String password, String database) {
        @Override
        public String toString() {
            return "Login[" + user + ", database " + database + "]";
        }
    }
}
