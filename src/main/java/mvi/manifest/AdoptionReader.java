package mvi.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads a service that runs a database's image as the platform's own database, where the manifest
 * says {@code x-mvi: {adopt: true}}: under its name, with the role, password and database that the
 * image's variables ask for, so that the app's own settings stay as they are.
 */
final class AdoptionReader {
    private static final String SUPERUSER = "postgres";
    private static final String DATA = "/var/lib/postgresql";
    private static final String SCRIPTS = "/docker-entrypoint-initdb.d";

    /** What PostgreSQL takes without case or space being lost on the way. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_$-]{0,62}");

    /** The administrator of an instance, and what PostgreSQL keeps for itself. */
    private static final Pattern RESERVED = Pattern.compile("mvi.*|public|none|pg_.*|template[01]");

    /** Keys that lose nothing: what they say is done, or is for a container that there is not. */
    private static final Set<String> TAKEN =
            Set.of(
                    "image",
                    "environment",
                    "env_file",
                    "secrets",
                    "volumes",
                    "healthcheck",
                    "restart",
                    "container_name",
                    "hostname",
                    "networks",
                    "expose",
                    "labels",
                    "logging",
                    "depends_on",
                    ComposeTable.MVI);

    private final ReadContext context;
    private final ConfigReader secrets;
    private final boolean isForAll;

    /**
     * @param secrets of the top level, for passwords
     * @param top the manifest's own {@code x-mvi}
     */
    AdoptionReader(ReadContext context, ConfigReader secrets, Optional<Tree> top) {
        this.context = context;
        this.secrets = secrets;
        this.isForAll = saysAdopt(top).orElse(false);
    }

    /** Whether the service is for {@link #read}. */
    boolean isAsked(Tree.Fields service) {
        boolean isDatabase =
                service.value("build").isEmpty()
                        && DatabaseImage.of(service).filter(DatabaseImage::isProvided).isPresent();
        return saysAdopt(service.value(ComposeTable.MVI)).orElse(isForAll && isDatabase);
    }

    Optional<Manifest.Provider> read(String name, Place key, Tree.Fields service) {
        Optional<DatabaseImage> image = DatabaseImage.of(service);
        if (image.filter(DatabaseImage::isProvided).isEmpty()
                || service.value("build").isPresent()) {
            context.findings()
                    .error(
                            key,
                            "not-adopted",
                            "'"
                                    + name
                                    + "' can't be adopted: "
                                    + image.filter(each -> !each.isProvided())
                                            .map(
                                                    each ->
                                                            "mvi has no provider for "
                                                                    + each.product())
                                            .orElse("it is not the image postgres itself"),
                            "take x-mvi.adopt out");
            return Optional.empty();
        }
        context.findings()
                .warn(
                        key,
                        "adopted",
                        "'" + name + "' is a PostgreSQL of the platform, instead of its image",
                        "");
        service.value("volumes").ifPresent(this::volumes);
        service.fields()
                .forEach(
                        (each, field) -> {
                            if (!TAKEN.contains(each) && !isSaid(each)) {
                                leftOut(field.key(), each);
                            }
                        });
        return login(key, service)
                .map(login -> new Manifest.Provider(name, "postgres", Optional.of(login)));
    }

    /** By the table, already. */
    private static boolean isSaid(String key) {
        return key.startsWith("x-")
                || ComposeTable.row(ComposeTable.SERVICE, key)
                        .filter(row -> row.stance() != ComposeTable.Stance.HONOURED)
                        .isPresent();
    }

    private void leftOut(Place place, String key) {
        context.findings()
                .warn(
                        place,
                        "left-out",
                        key + ": the platform runs this database",
                        key.equals("ports") ? "reach it by its name, from the app" : "");
    }

    private Optional<Manifest.Login> login(Place key, Tree.Fields service) {
        Map<String, String> set =
                new EnvironmentReader(context)
                        .read(service.value("env_file"), service.value("environment"));
        String user = filled(set, "POSTGRES_USER").orElse(SUPERUSER);
        String database = filled(set, "POSTGRES_DB").orElse(user);
        Tree.Field environment = service.fields().get("environment");
        Place place = environment == null ? key : environment.key();
        List<Boolean> isGood = new ArrayList<>();
        isGood.add(isName(place, "POSTGRES_USER", user));
        isGood.add(isName(place, "POSTGRES_DB", database));
        if (set.containsKey("POSTGRES_INITDB_ARGS")) {
            leftOut(place, "POSTGRES_INITDB_ARGS");
        }
        Optional<String> password =
                filled(set, "POSTGRES_PASSWORD")
                        .or(
                                () ->
                                        filled(set, "POSTGRES_PASSWORD_FILE")
                                                .flatMap(secrets::content)
                                                .map(text -> text.replaceFirst("[\r\n]+$", "")));
        if (password.isEmpty()) {
            context.findings()
                    .error(
                            place,
                            "no-password",
                            "a database that is adopted needs POSTGRES_PASSWORD, or a"
                                    + " POSTGRES_PASSWORD_FILE of a secret that is in the project",
                            "set it here, or make it a provider with a password of its own");
            return Optional.empty();
        }
        return isGood.contains(false)
                ? Optional.empty()
                : Optional.of(new Manifest.Login(user, password.get(), database));
    }

    private static Optional<String> filled(Map<String, String> set, String name) {
        return Optional.ofNullable(set.get(name)).filter(value -> !value.isEmpty());
    }

    private boolean isName(Place place, String variable, String value) {
        boolean isGood = NAME.matcher(value).matches() && !RESERVED.matcher(value).matches();
        if (!isGood) {
            context.findings()
                    .error(
                            place,
                            "bad-database-name",
                            variable + " can't be '" + value + "'",
                            "take letters, digits, _, $ and -, at most 63, and nothing that"
                                    + " PostgreSQL or mvi keeps for itself");
        }
        return isGood;
    }

    private void volumes(Tree tree) {
        List<Tree> entries = tree instanceof Tree.Items items ? items.items() : List.of(tree);
        for (Tree entry : entries) {
            String target =
                    switch (entry) {
                        case Tree.Text text -> TreeMerge.target(text);
                        case Tree.Fields fields ->
                                fields.value("target")
                                        .flatMap(each -> context.values().text("target", each))
                                        .orElse("");
                        case Tree.Items items -> "";
                    };
            if (target.startsWith(SCRIPTS)) {
                context.findings()
                        .error(
                                entry.place(),
                                "refused",
                                "volumes: scripts in " + SCRIPTS + " are not run",
                                "let the app make its tables when it starts");
            } else if (!target.startsWith(DATA)) {
                leftOut(entry.place(), "volumes");
            }
        }
    }

    private Optional<Boolean> saysAdopt(Optional<Tree> own) {
        return own.filter(Tree.Fields.class::isInstance)
                .map(Tree.Fields.class::cast)
                .flatMap(fields -> fields.value("adopt"))
                .map(each -> context.values().truth("x-mvi.adopt", each, false));
    }
}
