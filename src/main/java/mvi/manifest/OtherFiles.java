package mvi.manifest;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The manifest's other files: those it includes and extends, beside it in the project folder. */
final class OtherFiles {
    private final ReadContext context;
    private final Map<String, Tree.Fields> read = new HashMap<>();

    OtherFiles(ReadContext context) {
        this.context = context;
    }

    /**
     * A file's path, when it is there. Paths in a file of another folder would be that folder's, so
     * it must be in the project folder itself.
     */
    Optional<String> beside(String key, String written, Tree at) {
        if (!ReadContext.isBesideManifest(written)) {
            context.findings()
                    .error(
                            at.place(),
                            "refused",
                            key + ": '" + written + "' is not beside the manifest",
                            "put the file into the project folder itself");
            return Optional.empty();
        }
        return context.file(key, written, at, "");
    }

    /**
     * Its mapping, in the Compose form; an empty one when it can't be read, which is a finding by
     * then.
     */
    Tree.Fields read(String file, Place at) {
        Tree.Fields known = read.get(file);
        if (known != null) {
            return known;
        }
        Tree.Fields top =
                context.tree(file, at)
                        .flatMap(tree -> context.values().fields(file, tree))
                        .map(ShortForm::inFull)
                        .orElse(Tree.Fields.none(at));
        read.put(file, top);
        return top;
    }

    /** Its services. */
    Map<String, Tree.Field> services(String file, Place at) {
        Tree.Fields top = read(file, at);
        return top.value("services")
                .flatMap(tree -> context.values().fields("services", tree))
                .map(Tree.Fields::fields)
                .orElseGet(() -> new LinkedHashMap<>(top.fields()));
    }
}
