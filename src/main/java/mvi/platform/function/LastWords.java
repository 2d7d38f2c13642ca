package mvi.platform.function;

import java.util.Optional;
import mvi.engines.base.Problem;
import mvi.platform.release.OutputDrain;
import mvi.services.container.Container;
import mvi.services.container.ContainerService;
import mvi.services.log.LogLine;
import mvi.services.log.LogService;

/** How a container ended, and what it said last. */
final class LastWords {
    private static final int LINES = 5;
    private static final int CHARACTERS = 1000;

    private final ContainerService containers;
    private final OutputDrain output;
    private final LogService log;

    LastWords(ContainerService containers, OutputDrain output, LogService log) {
        this.containers = containers;
        this.output = output;
        this.log = log;
    }

    /**
     * The failure that the end of a container is.
     *
     * @param what happened, as the begin of a sentence
     */
    Fault fault(String what, String app, Container container) {
        Container now = now(container);
        return Fault.of(
                now.isOutOfMemory() ? Fault.OUT_OF_MEMORY : Fault.EXITED,
                what + end(now) + lines(app, now));
    }

    /** For the end of a sentence: how it ended. */
    String howEnded(Container container) {
        return end(now(container));
    }

    private static String end(Container ended) {
        if (ended.isOutOfMemory()) {
            return ", out of memory";
        }
        return ended.exitCode().isPresent() ? " with exit code " + ended.exitCode().getAsInt() : "";
    }

    /** As the engine has it; as it was known where the engine is away. */
    private Container now(Container container) {
        try {
            return containers.find(container.id()).orElse(container);
        } catch (Problem away) {
            return container;
        }
    }

    /** For the end of a text; empty when it said nothing. */
    String lines(String app, Container container) {
        try {
            boolean _ = output.drained(container.id());
            String lines =
                    LogLine.texts(
                            log.read(
                                    LogService.LogQuery.ofContainer(
                                            app, container.name(), Optional.empty(), LINES)));
            String shown =
                    lines.length() > CHARACTERS
                            ? lines.substring(lines.length() - CHARACTERS)
                            : lines;
            return shown.isEmpty() ? "" : "; its last lines:\n" + shown;
        } catch (Problem away) {
            return "";
        }
    }
}
