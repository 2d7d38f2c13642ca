package mvi.manifest;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An image that is a database, known by the name of its repository.
 *
 * @param product as people call it
 */
record DatabaseImage(String product) {
    private static final String POSTGRES = "PostgreSQL";

    private static final Map<String, String> PRODUCTS =
            Map.of(
                    "postgres", POSTGRES,
                    "postgis/postgis", "PostGIS",
                    "mysql", "MySQL",
                    "mysql/mysql-server", "MySQL",
                    "mariadb", "MariaDB",
                    "redis", "Redis",
                    "valkey/valkey", "Valkey",
                    "mongo", "MongoDB");

    /** By what a service says of its image. */
    static Optional<DatabaseImage> of(Tree.Fields service) {
        return service.value("image")
                .flatMap(
                        image ->
                                image instanceof Tree.Text text
                                        ? of(text.value())
                                        : Optional.empty());
    }

    static Optional<DatabaseImage> of(String image) {
        String name = image.toLowerCase(Locale.ROOT).replaceFirst("@.*$", "");
        name = name.replaceFirst(":[^/:]*$", "").replaceFirst("^docker\\.io/", "");
        return Optional.ofNullable(PRODUCTS.get(name.replaceFirst("^library/", "")))
                .map(DatabaseImage::new);
    }

    /** Whether the platform has one of its own to put in its place. */
    boolean isProvided() {
        return product.equals(POSTGRES);
    }

    /** What to do about data that has to last. */
    String advice() {
        return isProvided()
                ? "let the platform keep this database: x-mvi: {adopt: true} under the service, as"
                        + " `mvi check --fix` writes it"
                : "mvi has no provider for "
                        + product
                        + ": use one elsewhere by its URL, or say that its content may be lost:"
                        + " x-mvi: {scratch: true} under the volume at the top level";
    }
}
