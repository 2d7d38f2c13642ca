package mvi.manifest;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What each code of a {@link Finding} means, in one sentence: the rules that a manifest obeys. */
public final class FindingCodes {
    private static final Map<String, String> MEANINGS =
            Stream.of(
                            FindingCodes.ofText(),
                            FindingCodes.ofNames(),
                            FindingCodes.ofFiles(),
                            FindingCodes.ofServices(),
                            FindingCodes.ofFunctions(),
                            FindingCodes.ofThePlatform())
                    .flatMap(each -> each.entrySet().stream())
                    .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private FindingCodes() {}

    /** Empty for a code that there is not. */
    public static Optional<String> meaning(String code) {
        return Optional.ofNullable(MEANINGS.get(code));
    }

    private static Map<String, String> ofText() {
        return Map.ofEntries(
                Map.entry(
                        "bad-interpolation",
                        "A $ in a value starts a variable that can't be read."),
                Map.entry("bad-key", "A key of a mapping is not text."),
                Map.entry(
                        "bad-merge",
                        "A merge key (<<) stands before something that is no mapping."),
                Map.entry("duplicate-key", "A key stands in one mapping twice."),
                Map.entry("empty", "The manifest has nothing in it."),
                Map.entry("not-utf-8", "A file is not UTF-8 text."),
                Map.entry("not-yaml", "A file is not YAML."),
                Map.entry("tab", "A tab stands where YAML wants spaces."),
                Map.entry("too-deep", "Values are nested deeper than is read."),
                Map.entry("too-many-parts", "A file stands for more values than are read."),
                Map.entry("two-documents", "A file has more than one YAML document."),
                Map.entry(
                        "unknown-alias",
                        "An alias stands for nothing that was anchored before it."),
                Map.entry("unknown-key", "A key has no meaning where it stands."),
                Map.entry("variable-required", "A variable that the file requires is not set."),
                Map.entry("variable-unset", "A variable is not set and becomes empty text."),
                Map.entry("wrong-type", "A value is not of the kind that its key takes."));
    }

    private static Map<String, String> ofNames() {
        return Map.ofEntries(
                Map.entry(
                        "canonical-unknown",
                        "Clients are to be sent to a name that is not the app's."),
                Map.entry("no-requests", "A service that gets no requests says how it takes them."),
                Map.entry("same-path", "Two services take requests at one path."),
                Map.entry("alias-taken", "A name of a service is another service's already."),
                Map.entry("bad-alias", "A name of a service can't be the name of a host."),
                Map.entry(
                        "bad-name",
                        "The name of an app or service has characters that names don't have."),
                Map.entry(
                        "bad-variable",
                        "The name of a variable has characters that names don't have."),
                Map.entry(
                        "release-name",
                        "The name of a release command's step is taken or too long."),
                Map.entry(
                        "unknown-condition",
                        "A dependency waits for a condition that there is not."),
                Map.entry(
                        "unknown-config",
                        "A config or secret is not among those of the top level."),
                Map.entry("unknown-dependency", "A dependency is no service of the manifest."),
                Map.entry("unknown-provider", "A provider is not one that there is."),
                Map.entry("unknown-service", "A service that is named is not there."));
    }

    private static Map<String, String> ofFiles() {
        return Map.ofEntries(
                Map.entry(
                        "bad-authority",
                        "A file of authorities for client certificates holds no such or others."),
                Map.entry("bad-env-line", "A line of an env file is not NAME=value."),
                Map.entry("extends-cycle", "A service extends itself by way of others."),
                Map.entry(
                        "include-conflict",
                        "Two files that are read together have a service of one name."),
                Map.entry("include-cycle", "A file includes itself by way of others."),
                Map.entry("no-context", "The folder to build from is not there."),
                Map.entry("no-dockerfile", "The Dockerfile to build from is not there."),
                Map.entry("no-env-file", "An env file is not there."),
                Map.entry("no-manifest", "The project folder has no manifest."),
                Map.entry(
                        "no-such-file", "A file or a folder that is named is not in the project."),
                Map.entry("outside", "A path leads out of the project folder."),
                Map.entry("override", "An override file is merged over the manifest."),
                Map.entry("remote-context", "The build context is not a folder of the project."),
                Map.entry("too-large", "A file is larger than is read."),
                Map.entry(
                        "too-many-includes",
                        "Files include each other more often than is followed."),
                Map.entry("target-taken", "Two mounts are at one place of the container."),
                Map.entry("unreadable", "A file can't be read."),
                Map.entry(
                        "unset-variable",
                        "The variable that a config or secret is made of is not set."));
    }

    private static Map<String, String> ofServices() {
        return Map.ofEntries(
                Map.entry("never-completes", "A provider is waited for to complete."),
                Map.entry(
                        "overlapping-triggers",
                        "Two triggers are for the same changes of the same objects."),
                Map.entry("bad-match", "What a line is to match is no pipeline of LogQL."),
                Map.entry("bad-command", "A command has a quote that is never closed."),
                Map.entry("bad-port", "A port is not one that containers can have."),
                Map.entry("exposed", "A process has the ports that its Dockerfile exposes."),
                Map.entry("nothing-public", "No process of an app is reached from outside."),
                Map.entry("conflict", "Two keys that are one say different things."),
                Map.entry("dependency-cycle", "Services depend on each other in a circle."),
                Map.entry(
                        "host-port",
                        "A port of the host is not used: the load balancer has those."),
                Map.entry("no-host-port", "A listener has no port of the host to listen at."),
                Map.entry("no-image", "A service says neither what to build nor what to run."),
                Map.entry(
                        "no-port", "A process that others depend on has no port to be reached at."),
                Map.entry("no-services", "The manifest has no services."),
                Map.entry(
                        "too-many-services",
                        "The manifest has more services than an app may have."));
    }

    private static Map<String, String> ofFunctions() {
        return Map.ofEntries(
                Map.entry(
                        "bad-schedule",
                        "A schedule is no cron expression and no rate that is read."),
                Map.entry("log-cycle", "Functions listen to each other's logs in a circle."),
                Map.entry("never-comes", "A schedule has no time that ever comes."),
                Map.entry("never-ready", "A process waits for a function."),
                Map.entry(
                        "not-of-functions",
                        "A function has a key that is for what runs all the time."),
                Map.entry("unknown-bucket", "A function is to run for a bucket that is not there."),
                Map.entry(
                        "unknown-process", "A function is to run for a process that is not there."),
                Map.entry("unknown-timezone", "A schedule is of a time zone that there is not."));
    }

    private static Map<String, String> ofThePlatform() {
        return Map.ofEntries(
                Map.entry(
                        "adopted", "A database's image is replaced by a database of the platform."),
                Map.entry(
                        "bad-database-name", "The name of a role or database can't be taken over."),
                Map.entry("left-out", "The app runs without what this asks for."),
                Map.entry("misplaced", "A key belongs to another place in the manifest."),
                Map.entry("no-password", "A database that is to be adopted has no password."),
                Map.entry("no-service", "A provider does not say which service it is."),
                Map.entry(
                        "not-adopted",
                        "A service that is to be adopted is no database that can be."),
                Map.entry("provider-runs-nothing", "A provider also says what to build or run."),
                Map.entry(
                        "refused",
                        "The app would not be what the file says, so that a deploy stops."),
                Map.entry("scratch", "The content of a volume is lost with its container."),
                Map.entry("short-provider", "A provider is written in mvi's own short form."),
                Map.entry(
                        "source-mount", "A mount is left out, since the image has its own copy."));
    }
}
