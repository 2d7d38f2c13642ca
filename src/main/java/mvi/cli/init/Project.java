package mvi.cli.init;

import java.util.List;
import java.util.Optional;

/**
 * What a folder holds, as far as a manifest has to know.
 *
 * @param found what was found, as the end of "found …"
 * @param release a command for once after a deploy, as it is typed
 * @param notes what is good to know
 */
public record Project(
        String found,
        Recipe recipe,
        List<Service> services,
        Optional<String> release,
        List<String> notes) {
    /**
     * A process to be.
     *
     * @param command empty for the image's own
     */
    public record Service(String name, List<String> command) {}
}
