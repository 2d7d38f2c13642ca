package mvi.cli;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/** Starting and ending the platform of this machine, as the composition root does it. */
public interface Platform {
    /** Returns when it answers; does nothing when it runs already. Says what takes time. */
    void up(UpOptions options, Consumer<String> progress) throws IOException, InterruptedException;

    /** Stops apps, databases and the platform's processes; data stays. */
    void down(Consumer<String> progress) throws IOException, InterruptedException;

    /**
     * How to start.
     *
     * @param mayInstall whether packages of the distribution may be installed
     * @param restart the process of the platform that starts anew although it runs
     * @param name where the platform itself shall be reached, from now on; {@code none} for nowhere
     */
    record UpOptions(boolean mayInstall, Optional<String> restart, Optional<String> name) {}
}
