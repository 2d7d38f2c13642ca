package mvi.manifest;

import java.util.List;
import java.util.Optional;

/**
 * What an app is: its processes and the platform services that it links.
 *
 * @param name the file's {@code name}, else none
 * @param domains host names besides {@code APP.localhost}, from {@code x-mvi.domains}
 * @param isEgressOpen whether its containers reach the internet; {@code x-mvi.egress: none} closes
 *     it
 */
public record Manifest(
        Optional<String> name,
        List<AppProcess> processes,
        List<Provider> providers,
        List<String> domains,
        boolean isEgressOpen) {

    /**
     * A platform service that the app links by {@code depends_on}.
     *
     * @param name the service's name in the file; its variables are named after it: {@code
     *     DATABASE_URL}
     * @param service {@code postgres}, {@code blob}, {@code kv} or {@code crypto}
     */
    public record Provider(String name, String service) {}
}
