package mvi.platform.function;

import java.util.Optional;
import java.util.stream.Collectors;
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

    /** For the end of a sentence. */
    String end(Container container) {
        try {
            Optional<Container> now = containers.find(container.id());
            if (now.filter(Container::isOutOfMemory).isPresent()) {
                return ", out of memory";
            }
            return now.filter(each -> each.exitCode().isPresent())
                    .map(each -> " with exit code " + each.exitCode().getAsInt())
                    .orElse("");
        } catch (Problem away) {
            return "";
        }
    }

    /** For the end of a text; empty when it said nothing. */
    String lines(String app, Container container) {
        try {
            boolean _ = output.drained(container.id());
            String lines =
                    log
                            .read(
                                    new LogService.LogQuery(
                                            app,
                                            Optional.empty(),
                                            Optional.of(container.name()),
                                            Optional.empty(),
                                            "",
                                            LINES))
                            .stream()
                            .map(LogLine::text)
                            .collect(Collectors.joining("\n"));
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
