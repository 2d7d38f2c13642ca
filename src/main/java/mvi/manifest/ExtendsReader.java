package mvi.manifest;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Puts services that extend others over them, from the same file or from another. */
final class ExtendsReader {
    private final ReadContext context;
    private final OtherFiles others;

    ExtendsReader(ReadContext context, OtherFiles others) {
        this.context = context;
        this.others = others;
    }

    /** All of them, with what they extend merged in. What can't be is a finding. */
    Map<String, Tree.Field> resolve(Map<String, Tree.Field> services) {
        Map<String, Tree.Field> resolved = new LinkedHashMap<>();
        services.forEach(
                (name, field) ->
                        resolved.put(
                                name, resolve("", name, field, services, new LinkedHashSet<>())));
        return resolved;
    }

    private Tree.Field resolve(
            String file,
            String name,
            Tree.Field field,
            Map<String, Tree.Field> services,
            Set<String> above) {
        if (!(field.value() instanceof Tree.Fields own) || own.value("extends").isEmpty()) {
            return field;
        }
        Tree at = own.value("extends").get();
        Map<String, Tree.Field> rest = new LinkedHashMap<>(own.fields());
        rest.remove("extends");
        Tree.Fields without = new Tree.Fields(rest, own.place());
        Tree.Field alone = new Tree.Field(field.key(), without);
        if (!above.add(file + "\n" + name)) {
            context.findings()
                    .error(
                            at.place(),
                            "extends-cycle",
                            "extends: '" + name + "' comes back to itself",
                            "leave one of them out");
            return alone;
        }
        Optional<Reference> reference = reference(at);
        if (reference.isEmpty()) {
            return alone;
        }
        String where = reference.get().file().isEmpty() ? file : reference.get().file();
        Map<String, Tree.Field> there =
                reference.get().file().isEmpty() ? services : others.services(where, at.place());
        Tree.Field base = there.get(reference.get().service());
        if (base == null) {
            if (!there.isEmpty()) {
                context.findings()
                        .error(
                                at.place(),
                                "unknown-service",
                                "extends: there is no service '"
                                        + reference.get().service()
                                        + "'"
                                        + (where.isEmpty() ? "" : " in " + where),
                                NearName.didYouMean(reference.get().service(), there.keySet()));
            }
            return alone;
        }
        Tree.Field whole = resolve(where, reference.get().service(), base, there, above);
        return whole.value() instanceof Tree.Fields fields
                ? new Tree.Field(field.key(), TreeMerge.merge(fields, without))
                : alone;
    }

    /** An empty file is the same one. */
    private record Reference(String service, String file) {}

    private Optional<Reference> reference(Tree tree) {
        if (tree instanceof Tree.Text text && !text.isNull()) {
            return Optional.of(new Reference(text.value(), ""));
        }
        Optional<Tree.Fields> fields = context.values().fields("extends", tree);
        if (fields.isEmpty()) {
            return Optional.empty();
        }
        ComposeTable.check(ComposeTable.EXTENDS, fields.get(), context.findings());
        Optional<String> service =
                fields.get()
                        .value("service")
                        .flatMap(each -> context.values().text("service", each));
        if (service.isEmpty()) {
            return context.values().wrong("extends", "service: a name", fields.get());
        }
        Optional<Tree> file = fields.get().value("file");
        if (file.isEmpty()) {
            return Optional.of(new Reference(service.get(), ""));
        }
        return context.values()
                .text("file", file.get())
                .flatMap(path -> context.file("extends", path, file.get(), ""))
                .map(path -> new Reference(service.get(), path));
    }
}
