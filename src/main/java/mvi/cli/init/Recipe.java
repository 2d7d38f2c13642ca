package mvi.cli.init;

import java.util.List;
import java.util.Optional;

/**
 * How the project's image is made, and what its containers do.
 *
 * @param found what was found, as the end of "found …"
 * @param port that the containers listen on
 * @param portReason why this one, as a sentence
 * @param health a path that is known to answer
 * @param hasEntrypoint whether a command becomes the arguments of something else
 * @param workerCommand of an example of a second process; empty where there can't be one
 * @param files that the image needs and that are not there yet
 * @param steps commands, in the project folder, before a deploy
 * @param notes what is good to know
 */
public record Recipe(
        String found,
        int port,
        String portReason,
        Optional<String> health,
        boolean hasEntrypoint,
        List<String> workerCommand,
        List<NewFile> files,
        List<String> steps,
        List<String> notes) {
    static final String DOCKERFILE = "Dockerfile";
    static final int PORT = 8080;

    /** One whose Dockerfile is to be written. */
    static Recipe written(
            String found,
            List<String> workerCommand,
            List<NewFile> files,
            List<String> steps,
            List<String> notes) {
        return new Recipe(
                found,
                PORT,
                "The app has to listen on this port, which it finds in the variable PORT.",
                Optional.empty(),
                false,
                workerCommand,
                files,
                steps,
                notes);
    }
}
