package mvi.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mvi.manifest.AppProcess;
import mvi.manifest.Checked;
import mvi.manifest.Manifest;
import mvi.manifest.ManifestReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class InitCommandTest {
    private static final String POM = "<project><artifactId>a</artifactId></project>";
    private static final String MAIN = "class Web { public static void main(String[] a) {} }";

    @TempDir Path folder;
    private FolderCli cli;

    @BeforeEach
    void open() {
        cli = new FolderCli(folder);
    }

    @Test
    void aDockerfileBecomesWebOnThePortThatItExposes() throws Exception {
        write("Dockerfile", "FROM node\nEXPOSE 3000\nCMD [\"node\", \".\"]\n");
        assertThat(mvi("init")).isZero();
        assertThat(out())
                .isEqualTo(
                        """
                        found a Dockerfile that exposes port 3000
                        wrote compose.yaml
                        next: mvi up .
                        """);
        AppProcess web = web();
        assertThat(web.ports()).containsExactly(3000);
        assertThat(web.command()).isEmpty();
        assertThat(files()).containsExactly("Dockerfile", "compose.yaml");
        assertThat(Files.readString(folder.resolve("compose.yaml")))
                .isEqualTo(
                        """
                        # What this app is made of, as a Compose file.
                        #   mvi check   says what is wrong with it
                        #   mvi up .    starts the platform, builds the app and runs it
                        services:
                          web:
                            # Made from the Dockerfile in this folder.
                            build: .
                            # The port that the Dockerfile exposes; the app finds it in PORT.
                            ports: ["3000"]
                            # A path that answers 2xx or 3xx when all is well; without one, an open port does.
                            # x-mvi: {health: /health}
                            # How many containers, and what each may use; `mvi scale web=3` works at once.
                            # deploy: {replicas: 2, resources: {limits: {memory: 512M, cpus: "0.5"}}}
                            # Settings. Secrets don't belong into a file: `mvi env set NAME=VALUE` keeps them sealed.
                            # environment: {LOG_LEVEL: info}
                            # What it needs: with the database below, DATABASE_URL says where that is.
                            # depends_on: [database]

                          # Another process of the same image; without ports it takes no requests.
                          # worker:
                          #   build: .
                          #   command: [./worker]

                          # A PostgreSQL of this app alone. The services blob, kv and crypto are had the same way.
                          # database:
                          #   provider: {type: mvi, options: {service: postgres}}

                        # Host names beside APP.localhost; their DNS has to lead to this machine.
                        # x-mvi: {domains: [www.example.com]}
                        """);
    }

    @Test
    void aDockerfileWithoutAPortGetsAGuessThatIsSaid() throws Exception {
        write("Dockerfile", "FROM node\n");
        assertThat(mvi("init", "--json")).isZero();
        var said = new ObjectMapper().readTree(out());
        assertThat(said.at("/found").asText()).isEqualTo("a Dockerfile that exposes no port");
        assertThat(said.at("/wrote/0").asText()).isEqualTo("compose.yaml");
        assertThat(said.at("/notes/0").asText()).contains("listen on PORT");
        assertThat(web().ports()).containsExactly(8080);
    }

    @Test
    void aProcfileBecomesAServicePerLine() throws Exception {
        write("Dockerfile", "FROM ruby\nEXPOSE 3000\nENTRYPOINT [\"/start\"]\n");
        write(
                "Procfile",
                """
                web: puma -p $PORT -e "pro\\d"
                Job_Runner: bin/jobs --every 5
                123: yes
                release: bin/migrate && echo done
                """);
        assertThat(mvi("init")).isZero();
        assertThat(out())
                .isEqualTo(
                        """
                        found a Procfile with web, job-runner, 123, and a Dockerfile that exposes port 3000
                        wrote compose.yaml
                        note: Job_Runner is called job-runner here
                        next: mvi up .
                        next: mvi run -- sh -c 'bin/migrate && echo done'
                        """);
        List<AppProcess> processes = good().processes();
        assertThat(processes)
                .extracting(AppProcess::name)
                .containsExactly("web", "job-runner", "123");
        assertThat(processes.getFirst().command())
                .containsExactly("sh", "-c", "exec puma -p $PORT -e \"pro\\d\"");
        assertThat(processes.getFirst().ports()).containsExactly(3000);
        assertThat(processes.get(1).command()).containsExactly("bin/jobs", "--every", "5");
        assertThat(processes.get(1).ports()).isEmpty();
        assertThat(processes.get(2).command()).containsExactly("yes");
        assertThat(Files.readString(folder.resolve("compose.yaml")))
                .contains("Arguments of the Dockerfile's ENTRYPOINT", "mvi run -- sh -c 'bin/mig");
    }

    @Test
    void aProcfileOfJavaGetsTheDockerfileToo() throws Exception {
        write("Procfile", "worker: java -jar target/a.jar\ndatabase: x\n");
        write("pom.xml", POM);
        assertThat(mvi("init")).isZero();
        assertThat(out()).contains("wrote Dockerfile\n", "note: a deploy does not build the jar");
        assertThat(Files.readString(folder.resolve("Dockerfile")))
                .contains("COPY target/*.jar /app/target/\n")
                .doesNotContain("CMD");
        assertThat(good().processes()).extracting(AppProcess::ports).containsOnly(List.of());
    }

    @Test
    void aProcfileWithoutAnImageSaysWhatToDo() throws Exception {
        write("Procfile", "web: node .\n");
        write("package.json", "{}");
        write("public/index.html", "hi");
        refused(1, "nothing says in what image: package.json says Node.js, so write a Dockerfile");
    }

    @Test
    void javaSourcesAreCompiledAndTheirMainIsRun() throws Exception {
        write("Web.java", "package shop;\n" + MAIN);
        write("Api.java", "void main() {}");
        write("Shop.java", "/**\n * void main() \n */\n// void main()\nclass Shop {}");
        write("not a class.java", "void main() {}");
        assertThat(mvi("init")).isZero();
        assertThat(out()).startsWith("found Java source files with a main method in shop.Web\n");
        assertThat(Files.readString(folder.resolve("Dockerfile")))
                .contains(
                        "FROM mvi/java:25",
                        "[\"javac\", \"-d\", \"/app\", \"/app/Api.java\", \"/app/Shop.java\","
                                + " \"/app/Web.java\"]",
                        "/usr/share/java/postgresql.jar\", \"shop.Web\"]");
        assertThat(Files.readString(folder.resolve("compose.yaml")))
                .contains("#   command: [java, -cp, \"/app:/usr/share/java/postgresql.jar\", Api]");
        assertThat(web().ports()).containsExactly(8080);
    }

    @Test
    void aProjectThatIsBuiltRunsItsJar() throws Exception {
        write("pom.xml", POM);
        write("mvnw", "");
        write("target/a-1.0.jar", "");
        write("target/a-1.0-sources.jar", "");
        assertThat(mvi("init")).isZero();
        assertThat(Files.readString(folder.resolve("Dockerfile")))
                .contains("COPY target/a-1.0.jar /app/app.jar", "by: ./mvnw package");
        assertThat(out()).endsWith("next: ./mvnw package\nnext: mvi up .\n");
        web();
        Files.delete(folder.resolve("compose.yaml"));
        Files.delete(folder.resolve("Dockerfile"));
        Files.createSymbolicLink(folder.resolve("my app"), Path.of("."));
        assertThat(mvi("init", "my app")).isZero();
        assertThat(out())
                .endsWith("next: (cd 'my app' && ./mvnw package)\nnext: mvi up 'my app'\n");
    }

    @Test
    void gradleLeavesItsJarElsewhere() throws Exception {
        write("build.gradle.kts", "");
        assertThat(mvi("init")).isZero();
        assertThat(Files.readString(folder.resolve("Dockerfile")))
                .contains("COPY build/libs/*.jar /app/app.jar", "by: gradle build");
        web();
    }

    @Test
    void whichJarMustBeSure() throws Exception {
        write("build.gradle", "");
        write("build/libs/a-1.jar", "");
        write("build/libs/a-2.jar", "");
        refused(1, "build/libs holds several jars that may be the app (a-1.jar, a-2.jar)");
        Files.delete(folder.resolve("build.gradle"));
        write("pom.xml", "<project><packaging>pom</packaging></project>");
        refused(1, "packaging pom");
    }

    @ParameterizedTest
    @ValueSource(strings = {"public", "dist", "site"})
    void aSiteIsServedFromItsFolder(String name) throws Exception {
        write(name + "/index.html", "hi");
        assertThat(mvi("init")).isZero();
        assertThat(files())
                .containsExactly(
                        ".mvi/Site.java", "Dockerfile", "compose.yaml", name + "/index.html");
        assertThat(Files.readString(folder.resolve("Dockerfile")))
                .contains("COPY " + name + " /app/site\n");
        assertThat(web().health().path()).contains("/");
    }

    @Test
    void aSiteAtTheTopKeepsItsRecipeToItself() throws Exception {
        write("index.html", "hi");
        assertThat(mvi("init", folder.toString())).isZero();
        assertThat(out()).endsWith("next: mvi up " + folder + "\n");
        assertThat(Files.readString(folder.resolve(".dockerignore")))
                .contains("Dockerfile\ncompose.yaml\n");
        web();
        Files.delete(folder.resolve("compose.yaml"));
        Files.delete(folder.resolve("Dockerfile"));
        Files.delete(folder.resolve(".mvi/Site.java"));
        assertThat(mvi("init")).isZero();
        assertThat(out()).contains("note: the whole folder is served");
    }

    @Test
    void besideAnotherLanguageOnlyWhatWasMadeIsASite() throws Exception {
        write("package.json", "{}");
        write("index.html", "made by a tool");
        refused(1, "found nothing to run", "package.json says Node.js, so write a Dockerfile");
        write("dist/index.html", "hi");
        assertThat(mvi("init")).isZero();
        assertThat(out()).startsWith("found a static site in dist/\n");
    }

    @Test
    void nothingIsASiteWithoutAPage() throws Exception {
        write("README.md", "hi");
        refused(1, "looked for a Procfile, a Dockerfile, pom.xml, build.gradle, a .java file");
        assertThat(mvi("init", "nowhere")).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"})
    void nothingIsOverwritten(String name) throws Exception {
        write("index.html", "hi");
        write(name, "mine");
        refused(6, name + "' is there already");
        assertThat(folder.resolve(name)).hasContent("mine");
        Files.delete(folder.resolve(name));
        Files.createSymbolicLink(folder.resolve(name), Path.of("nowhere"));
        refused(6, name + "' is there already");
        assertThat(files()).containsExactly(name, "index.html");
    }

    @Test
    void whatCanNotBeWrittenWholeIsNotWrittenAtAll() throws Exception {
        write("index.html", "hi");
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.createSymbolicLink(folder.resolve(".mvi"), elsewhere);
        refused(6, ".mvi' is there already");
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void hostileFilesAreRefusedByName() throws Exception {
        Files.write(folder.resolve("Procfile"), new byte[10 << 20]);
        refused(1, "'Procfile' is larger than 64 KB");
        Files.write(folder.resolve("Procfile"), new byte[] {'w', ':', (byte) 0xff});
        refused(1, "Procfile:1: a character that is not UTF-8");
        Files.delete(folder.resolve("Procfile"));
        Files.createDirectory(folder.resolve("Procfile"));
        refused(1, "'Procfile' is no file of this folder");
        Files.delete(folder.resolve("Procfile"));
        Files.createSymbolicLink(folder.resolve("Dockerfile"), Path.of("/etc/passwd"));
        refused(1, "'Dockerfile' is no file of this folder");
        write("elsewhere/index.html", "hi");
        Path project = Files.createDirectory(folder.resolve("project"));
        Files.createSymbolicLink(project.resolve("public"), Path.of("../elsewhere"));
        assertThat(mvi("init", "project")).isEqualTo(1);
        assertThat(out()).contains("found nothing to run");
    }

    /** Where all that is proposed is taken at its word, it is still a good manifest. */
    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile", "index.html", "pom.xml", "Web.java", "Procfile"})
    void whatIsProposedInCommentsWorks(String name) throws Exception {
        write(name, name.equals("Procfile") ? "job: run $X\nrelease: a\n" : MAIN);
        if (name.equals("Procfile")) {
            write("Dockerfile", "FROM x\n");
        }
        assertThat(mvi("init")).isZero();
        Path file = folder.resolve("compose.yaml");
        String text = Files.readString(file);
        String taken = text.replaceAll("(?m)^( *)# ( *[a-z_-]+:( .*)?)$", "$1$2");
        Files.writeString(file, taken);
        assertThat(mvi("check")).isZero();
        assertThat(out()).isEqualTo("the manifest is good\n");
        assertThat(taken)
                .contains("\n  database:\n", "\nx-mvi: {domains", "\n    depends_on: [data");
        assertThat(good().providers()).hasSize(1);
        assertThat(good().domains()).containsExactly("www.example.com");
        assertThat(good().processes().getFirst().replicas()).isEqualTo(2);
    }

    private AppProcess web() {
        List<AppProcess> processes = good().processes();
        assertThat(processes).extracting(AppProcess::name).containsExactly("web");
        return processes.getFirst();
    }

    /** Nothing is said of it, not even a warning. */
    private Manifest good() {
        Checked checked = ManifestReader.read(folder, Map.of());
        assertThat(checked.findings()).isEmpty();
        return ((Checked.Good) checked).manifest();
    }

    private void refused(int exit, String... said) throws Exception {
        List<String> before = files();
        assertThat(mvi("init")).isEqualTo(exit);
        assertThat(out()).startsWith("error: ").contains(said);
        assertThat(files()).isEqualTo(before);
    }

    private void write(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.resolveSibling(".").normalize());
        Files.writeString(file, text);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(each -> !Files.isDirectory(each))
                    .map(each -> folder.relativize(each).toString())
                    .sorted()
                    .toList();
        }
    }

    private int mvi(String... words) throws InterruptedException {
        return cli.run(false, words);
    }

    private String out() {
        return cli.out();
    }
}
