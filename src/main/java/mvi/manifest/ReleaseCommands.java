package mvi.manifest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mvi.manifest.AppProcess.Condition;
import mvi.manifest.AppProcess.Dependency;

/**
 * Makes a step of what {@code x-mvi.release} says: a process {@code SERVICE-release}, which every
 * other process waits for. Several run one after the other, in the order of the file.
 */
final class ReleaseCommands {
    /** Of the step's name, after its service's. */
    static final String SUFFIX = "-release";

    private final ReadContext context;
    private final Map<String, Command> commands = new LinkedHashMap<>();

    ReleaseCommands(ReadContext context) {
        this.context = context;
    }

    /** What is run, and where that is written. */
    record Command(List<String> words, Place place) {}

    void add(String service, Command command) {
        commands.put(service, command);
    }

    /**
     * Each step stands behind its service.
     *
     * @param services all names of the file
     */
    List<AppProcess> withSteps(List<AppProcess> processes, Set<String> services) {
        List<Dependency> steps = new ArrayList<>();
        Map<String, AppProcess> made = new LinkedHashMap<>();
        for (AppProcess process : processes) {
            Command command = commands.get(process.name());
            Optional<String> name =
                    command == null ? Optional.empty() : name(process.name(), command, services);
            if (command != null && name.isPresent()) {
                made.put(
                        process.name(),
                        process.asReleaseStep(name.get(), command.words(), List.copyOf(steps)));
                steps.add(new Dependency(name.get(), Condition.COMPLETED));
            }
        }
        List<AppProcess> all = new ArrayList<>();
        for (AppProcess process : processes) {
            all.add(steps.isEmpty() ? process : process.after(steps));
            Optional.ofNullable(made.get(process.name())).ifPresent(all::add);
        }
        return all;
    }

    private Optional<String> name(String service, Command command, Set<String> services) {
        String name = service + SUFFIX;
        boolean isTaken = services.contains(name);
        if (!isTaken && name.matches(FileReader.NAME)) {
            return Optional.of(name);
        }
        context.findings()
                .error(
                        command.place(),
                        "release-name",
                        "x-mvi.release runs as '"
                                + name
                                + (isTaken
                                        ? "', which is another service"
                                        : "', which is longer than a name may be"),
                        "give one of them another name");
        return Optional.empty();
    }
}
