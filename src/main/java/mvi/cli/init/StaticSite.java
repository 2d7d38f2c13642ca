package mvi.cli.init;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mvi.engines.base.Problem;

/**
 * Files that are served as they are, by the JDK's own file server.
 *
 * <p>A small program of its own calls it: {@code java -m jdk.httpserver} answers on one thread, so
 * that one slow reader stops the whole site, and lists folders.
 */
final class StaticSite {
    private static final String INDEX = "index.html";
    private static final String IGNORE = ".dockerignore";

    /** Hidden, so that it is no part of the site that it serves. */
    private static final String SERVER = ".mvi/Site.java";

    private static final List<String> FOLDERS = List.of("public", "dist", "site");

    /** Where other languages' tools put what they have made. */
    private static final List<String> MADE = List.of("dist", "site");

    private StaticSite() {}

    /**
     * Empty when there is no page. Beside another language's files a page at the top is what a site
     * is made from, or what a program serves, so only what was made counts.
     */
    static Optional<Recipe> recipe(ProjectFolder folder, boolean hasOtherLanguage) {
        if (!hasOtherLanguage && folder.isFile(INDEX)) {
            return Optional.of(whole(folder));
        }
        return (hasOtherLanguage ? MADE : FOLDERS)
                .stream()
                        .filter(each -> folder.isFile(each + "/" + INDEX))
                        .findFirst()
                        .map(
                                each ->
                                        recipe(
                                                "a static site in " + each + "/",
                                                each,
                                                List.of(),
                                                List.of()));
    }

    private static Recipe whole(ProjectFolder folder) {
        boolean hasIgnore = folder.has(IGNORE);
        return recipe(
                "a static site",
                ".",
                hasIgnore
                        ? List.of()
                        : List.of(
                                new NewFile(
                                        IGNORE,
                                        """
                                        # No part of the site.
                                        .env
                                        .git
                                        Dockerfile
                                        compose.yaml
                                        """)),
                hasIgnore
                        ? List.of(
                                "the whole folder is served, compose.yaml and Dockerfile as well,"
                                        + " unless .dockerignore names them")
                        : List.of());
    }

    private static Recipe recipe(
            String found, String source, List<NewFile> more, List<String> notes) {
        String dockerfile =
                """
                # The platform's own base image: a JDK 25, whose file server serves the site.
                FROM mvi/java:25
                COPY %s /app/
                USER 0
                RUN ["javac", "-d", "/app", "/app/Site.java"]
                USER 1000
                COPY %s /app/site
                CMD ["java", "-Xmx64m", "-cp", "/app", "Site", "/app/site"]
                """
                        .formatted(SERVER, source);
        List<NewFile> files = new ArrayList<>(more);
        files.add(new NewFile(SERVER, server()));
        files.add(new NewFile(Recipe.DOCKERFILE, dockerfile));
        return new Recipe(
                found,
                Recipe.PORT,
                "The file server listens on this port.",
                Optional.of("/"),
                false,
                List.of(),
                files,
                List.of(),
                notes);
    }

    private static String server() {
        try (InputStream in = StaticSite.class.getResourceAsStream("/mvi/init/Site.java")) {
            if (in == null) {
                throw Problem.bug("Site.java is not in the jar", null);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw Problem.bug("Site.java can't be read from the jar", unreadable);
        }
    }
}
