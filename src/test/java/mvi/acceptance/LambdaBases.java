package mvi.acceptance;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mvi.fakes.Program;
import mvi.fakes.PythonTool;

/**
 * Stand-ins for Amazon's public base images, since a test must not need a registry: Amazon's own
 * client of the Runtime API from the language's registry, on the language of this machine, started
 * as in the original. The engine keeps them for the next time.
 */
final class LambdaBases {
    private static final Duration QUESTION = Duration.ofSeconds(30);

    /** A new number for whatever changes below. */
    private static final String PYTHON = "localhost/mvi-test/lambda-python:1";

    private static final String ENTRYPOINT =
            """
            #!/bin/sh
            if [ $# -ne 1 ]; then
              echo "entrypoint requires the handler name to be the first argument" 1>&2
              exit 142
            fi
            export _HANDLER="$1"
            exec /var/runtime/bootstrap
            """;

    private LambdaBases() {}

    /**
     * For {@code public.ecr.aws/lambda/python}, with boto3 as it has.
     *
     * @param folder empty, for what is made on the way
     */
    static String python(Path folder) throws IOException {
        if (Shell.run("podman", "image", "exists", PYTHON).exit() == 0) {
            return PYTHON;
        }
        PythonTool python = new PythonTool(folder);
        python.install("awslambdaric==4.2.2", "boto3==1.40.0");
        String where =
                Program.run(
                        folder,
                        QUESTION,
                        Map.of(),
                        List.of(
                                python.program("python"),
                                "-c",
                                """
                                import os, sys, sysconfig
                                print(os.path.realpath(getattr(sys, "_base_executable")))
                                print(sysconfig.get_path("stdlib"))
                                print(sysconfig.get_path("purelib"))
                                """));
        List<Path> paths = where.lines().map(Path::of).toList();
        RootFolder root = new RootFolder(folder.resolve("root"));
        root.program(paths.get(0));
        root.program(Path.of("/bin/busybox"));
        root.tree(
                paths.get(1),
                paths.get(1),
                Set.of("test", "site-packages", "dist-packages", "idlelib", "__pycache__"));
        root.tree(paths.get(2), Path.of("/var/runtime/site"), Set.of("pip", "__pycache__"));
        root.link("/bin/sh", "busybox");
        root.text("/lambda-entrypoint.sh", "rwxr-xr-x", ENTRYPOINT);
        root.text(
                "/var/runtime/bootstrap",
                "rwxr-xr-x",
                "#!/bin/sh\nexec " + paths.get(0) + " -m awslambdaric \"$_HANDLER\"\n");
        root.become(
                PYTHON,
                List.of(
                        "ENV LAMBDA_TASK_ROOT=/var/task",
                        "ENV PYTHONPATH=/var/task:/var/runtime/site",
                        "ENV LANG=C.UTF-8",
                        "ENV PATH=/bin:/usr/bin",
                        "WORKDIR /var/task",
                        "ENTRYPOINT [\"/lambda-entrypoint.sh\"]"));
        return PYTHON;
    }
}
