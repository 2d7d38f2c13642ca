package mvi.manifest;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The manifest's other files: those it includes and extends, wherever in the project they are. */
final class OtherFiles {
    private final ReadContext context;
    private final Map<Known, Tree.Fields> read = new HashMap<>();

    private record Known(String file, Scope scope) {}

    OtherFiles(ReadContext context) {
        this.context = context;
    }

    /**
     * Its mapping, in the Compose form, its paths the project's; an empty one when it can't be
     * read, which is a finding by then.
     */
    Tree.Fields read(String file, Place at, Scope scope) {
        Known key = new Known(file, scope);
        Tree.Fields known = read.get(key);
        if (known != null) {
            return known;
        }
        Tree.Fields top =
                context.tree(file, at, scope.variables())
                        .flatMap(tree -> context.values().fields(file, tree))
                        .map(ShortForm::inFull)
                        .map(new FolderPaths(scope.folder())::rebased)
                        .orElse(Tree.Fields.none(at));
        read.put(key, top);
        return top;
    }

    /** Its services, with paths of its own folder. */
    Map<String, Tree.Field> services(String file, Place at) {
        Tree.Fields top = read(file, at, new Scope(FolderPaths.of(file), context.interpolation()));
        return top.value("services")
                .flatMap(tree -> context.values().fields("services", tree))
                .map(Tree.Fields::fields)
                .orElseGet(() -> new LinkedHashMap<>(top.fields()));
    }
}
