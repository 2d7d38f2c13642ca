package mvi.manifest;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mvi.manifest.AppProcess.Listening;
import mvi.manifest.AppProcess.Requests;

/** Looks whether what services say of their requests fits together. */
final class RequestsCheck {
    private final ReadContext context;
    private final Set<String> domains;
    private final Map<String, Tree.Field> services;

    /**
     * @param domains of the app
     * @param services by their names
     */
    RequestsCheck(ReadContext context, Set<String> domains, Map<String, Tree.Field> services) {
        this.context = context;
        this.domains = domains;
        this.services = services;
    }

    void check(List<AppProcess> processes) {
        Map<String, String> paths = new HashMap<>();
        for (AppProcess process : processes) {
            Tree.Field field = services.get(process.name());
            Requests requests = process.routing().requests();
            if (field == null) {
                continue;
            }
            if (process.routing().how().isPresent() && !isAskedByHttp(process)) {
                sayUnused(field, process);
                continue;
            }
            path(field, process.name(), requests.path(), paths);
            canonical(field, requests.canonical());
        }
    }

    /** It may stay with what is for the app alone, and is a mistake with another listener. */
    private void sayUnused(Tree.Field field, AppProcess process) {
        String message =
                "'"
                        + process.name()
                        + "' says in x-mvi how it takes requests, and nobody outside can send it any"
                        + " by HTTP";
        if (process.routing().listening() == Listening.HTTP) {
            String fix = "name a port in `ports`, or take it out";
            context.findings().warn(field.key(), "no-requests", message, fix);
        } else {
            context.findings().error(field.key(), "no-requests", message, "take it out");
        }
    }

    private static boolean isAskedByHttp(AppProcess process) {
        return process.isPublic() && process.routing().listening() == Listening.HTTP;
    }

    private void path(Tree.Field field, String name, String path, Map<String, String> paths) {
        String other = path.isEmpty() ? null : paths.putIfAbsent(path, name);
        if (other != null) {
            context.findings()
                    .error(
                            field.key(),
                            "same-path",
                            "'" + name + "' and '" + other + "' both take requests at " + path,
                            "give one of them another x-mvi.path");
        }
    }

    private void canonical(Tree.Field field, String canonical) {
        if (!canonical.isEmpty() && !domains.contains(canonical) || canonical.startsWith("*")) {
            context.findings()
                    .error(
                            field.key(),
                            "canonical-unknown",
                            "x-mvi.canonical: '" + canonical + "' is not among the app's domains",
                            "write it in x-mvi.domains as well");
        }
    }
}
