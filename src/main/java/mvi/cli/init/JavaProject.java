package mvi.cli.init;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mvi.engines.base.Problem;

/** A Java project: Maven's, Gradle's, or source files alone. */
final class JavaProject {
    static final String MAVEN_JARS = "target";
    static final String GRADLE_JARS = "build/libs";
    static final int SOURCES = 100;

    private static final String CLASS_PATH = "/app:/usr/share/java/postgresql.jar";
    private static final List<String> WEB_NAMES =
            List.of("Web", "Main", "App", "Application", "Server");

    /** What builds leave beside the jar that runs. */
    private static final Pattern OTHER_JAR =
            Pattern.compile("original-.*|.*-(sources|javadoc|tests|plain)\\.jar");

    private static final Pattern SOURCE = Pattern.compile("[A-Za-z_]\\w*\\.java");
    private static final Pattern MAIN =
            Pattern.compile("(?m)^(?![ \\t]*(?:\\*|//)).*\\bvoid\\s+main\\s*\\(");
    private static final Pattern PACKAGE =
            Pattern.compile("(?m)^[ \\t]*package\\s+([\\w.]+)[ \\t]*;");

    private final ProjectFolder folder;
    private final boolean hasProcfile;

    /**
     * @param hasProcfile whether its commands, written for the project folder, are what runs
     */
    JavaProject(ProjectFolder folder, boolean hasProcfile) {
        this.folder = folder;
        this.hasProcfile = hasProcfile;
    }

    /** Empty when it is none. */
    Optional<Recipe> recipe() {
        if (folder.isFile("pom.xml")) {
            return Optional.of(maven());
        }
        if (folder.isFile("build.gradle") || folder.isFile("build.gradle.kts")) {
            String build = folder.isFile("gradlew") ? "./gradlew build" : "gradle build";
            return Optional.of(built("a Gradle project", GRADLE_JARS, build));
        }
        return sources();
    }

    private Recipe maven() {
        String pom = folder.text("pom.xml", ProjectFolder.FILE_LIMIT);
        if (pom.contains("<packaging>pom</packaging>")) {
            throw Problem.invalid(
                    "no-jar",
                    "pom.xml holds modules and makes no jar of its own (packaging pom): run this"
                            + " in the module that is the app");
        }
        String build = folder.isFile("mvnw") ? "./mvnw package" : "mvn package";
        return built("a Maven project", MAVEN_JARS, build);
    }

    private Recipe built(String found, String jars, String build) {
        String jar = jar(jars, build);
        String rest =
                hasProcfile
                        ? """
                          # Where the Procfile's commands look for it.
                          COPY %s /app/%s/
                          """
                                .formatted(jar, jars)
                        : """
                          COPY %s /app/app.jar
                          CMD ["java", "-jar", "/app/app.jar"]
                          """
                                .formatted(jar);
        String text =
                """
                # The platform's own base image, a JDK 25 without java.desktop and some others. What needs them, as Spring does,
                # takes FROM eclipse-temurin:25-jre, where a public registry can be reached.
                FROM mvi/java:25
                # Built before each deploy by: %s
                # It has to run on its own: with a Main-Class, and what it depends on inside.
                # %s
                """
                        .formatted(
                                build,
                                jar.endsWith("*.jar")
                                        ? "If there come to be several, name the one that runs."
                                        : "Named, as others are beside it: the name changes with"
                                                + " the version.");
        return Recipe.written(
                found,
                List.of("java", "-cp", "/app/app.jar", "com.example.Worker"),
                List.of(new NewFile(Recipe.DOCKERFILE, text + rest)),
                List.of(build),
                List.of("a deploy does not build the jar: do it before each"));
    }

    /**
     * By a pattern, since its name changes with the version; by name where it is one of several.
     */
    private String jar(String jars, String build) {
        List<String> all = folder.names(jars, ".jar");
        List<String> able =
                all.stream().filter(each -> !OTHER_JAR.matcher(each).matches()).toList();
        if (able.size() > 1) {
            throw Problem.invalid(
                    "several-jars",
                    jars
                            + " holds several jars that may be the app ("
                            + String.join(", ", able.subList(0, 2))
                            + "): clean it, build with "
                            + build
                            + ", and run this again; or write a Dockerfile");
        }
        boolean isNamed =
                able.size() == 1 && all.size() > 1 && able.getFirst().matches("[\\w.+-]+");
        return jars + "/" + (isNamed ? able.getFirst() : "*.jar");
    }

    private Optional<Recipe> sources() {
        List<Source> sources =
                folder.names("", ".java").stream()
                        .filter(name -> SOURCE.matcher(name).matches() && folder.isFile(name))
                        .limit(SOURCES + 1)
                        .map(this::source)
                        .toList();
        List<Source> mains = sources.stream().filter(Source::hasMain).toList();
        if (mains.isEmpty()) {
            return Optional.empty();
        }
        if (sources.size() > SOURCES) {
            throw Problem.limit(
                    "too-many-sources",
                    "more than " + SOURCES + " source files in one folder: write a Dockerfile");
        }
        Source web =
                WEB_NAMES.stream()
                        .flatMap(name -> mains.stream().filter(each -> each.isOf(name)))
                        .findFirst()
                        .orElse(mains.getFirst());
        String other =
                mains.stream()
                        .filter(each -> !each.equals(web))
                        .findFirst()
                        .map(Source::className)
                        .orElse("Worker");
        return Optional.of(
                Recipe.written(
                        "Java source files with a main method in " + web.className(),
                        List.of("java", "-cp", CLASS_PATH, other),
                        List.of(new NewFile(Recipe.DOCKERFILE, dockerfile(sources, web))),
                        List.of(),
                        List.of()));
    }

    private static String dockerfile(List<Source> sources, Source main) {
        String compile =
                Stream.concat(
                                Stream.of("javac", "-d", "/app"),
                                sources.stream().map(each -> "/app/" + each.file()))
                        .map(each -> '"' + each + '"')
                        .collect(Collectors.joining(", "));
        return """
               # The platform's own base image: a JDK 25, and PostgreSQL's driver.
               FROM mvi/java:25
               COPY *.java /app/
               USER 0
               # Every source file by its name: add new ones here.
               RUN [%s]
               USER 1000
               CMD ["java", "-cp", "%s", "%s"]
               """
                .formatted(compile, CLASS_PATH, main.className());
    }

    private Source source(String file) {
        String text = folder.text(file, ProjectFolder.FILE_LIMIT);
        Matcher named = PACKAGE.matcher(text);
        String simple = file.substring(0, file.length() - ".java".length());
        return new Source(
                file,
                named.find() ? named.group(1) + "." + simple : simple,
                MAIN.matcher(text).find());
    }

    private record Source(String file, String className, boolean hasMain) {
        boolean isOf(String name) {
            return file.equals(name + ".java");
        }
    }
}
