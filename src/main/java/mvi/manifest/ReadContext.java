package mvi.manifest;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the readers of one manifest share. */
record ReadContext(
        Findings findings,
        Values values,
        ProjectFiles files,
        Interpolation interpolation,
        Set<String> used) {

    /** With more variables, where it has no value of its own. */
    ReadContext below(Map<String, String> others) {
        return new ReadContext(findings, values, files, interpolation.over(others), used);
    }

    /** The path of a file that {@code key} names; one that is not in the project is a finding. */
    Optional<String> file(String key, String written, Tree at, String fix) {
        Optional<String> path = inside("", written).filter(files::isFile);
        if (path.isEmpty()) {
            findings.error(
                    at.place(),
                    "no-such-file",
                    key + ": there is no file '" + written + "' in the project folder",
                    fix);
        }
        return path;
    }

    /** A YAML file of the project; empty when it can't be read, which is a finding by then. */
    Optional<Tree> tree(String file, Place at, Interpolation variables) {
        used.add(file);
        return EnvironmentReader.text(this, file, at)
                .flatMap(text -> new TreeReader(file, findings, variables).read(text));
    }

    /** Of two mounts at one place a container would see one. */
    void targetTaken(String key, String target, Tree at) {
        findings.error(
                at.place(),
                "target-taken",
                key + ": another of them is at '" + target + "' already",
                "give each a target of its own");
    }

    /** A path of the project without {@code .} and {@code ..}; empty when it leads out. */
    static Optional<String> inside(String folder, String path) {
        if (path.startsWith("/") || path.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        ArrayDeque<String> names = new ArrayDeque<>();
        for (String name : (folder + "/" + path).split("/")) {
            if (name.equals("..") && names.pollLast() == null) {
                return Optional.empty();
            }
            if (!name.isEmpty() && !name.equals(".") && !name.equals("..")) {
                names.addLast(name);
            }
        }
        return Optional.of(String.join("/", names));
    }
}
