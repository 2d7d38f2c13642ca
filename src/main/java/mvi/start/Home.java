package mvi.start;

import java.nio.file.Path;
import java.util.Map;

/**
 * The data folder and what stands where in it. {@code data/} belongs to the user that the data
 * process runs as, {@code balance/} to the load balancer's; all else is root's.
 */
public record Home(Path root) {
    /** MVI_HOME, else /var/lib/mvi. */
    public static Home of(Map<String, String> environment) {
        return new Home(
                Path.of(environment.getOrDefault("MVI_HOME", "/var/lib/mvi"))
                        .toAbsolutePath()
                        .normalize());
    }

    public Path configuration() {
        return root.resolve("mvi.yaml");
    }

    public Path platformId() {
        return root.resolve("platform-id");
    }

    /** The operator's API token, 0600. */
    public Path token() {
        return root.resolve("token");
    }

    /** The platform's and the operator's access keys, 0600. */
    public Path credentials() {
        return root.resolve("credentials.json");
    }

    /** Sockets, process facts, credentials for the processes: made anew at each start. */
    public Path run() {
        return root.resolve("run");
    }

    public Path log() {
        return root.resolve("log");
    }

    public Path certificateAuthority() {
        return root.resolve("ca");
    }

    public Path data() {
        return root.resolve("data");
    }

    public Path balance() {
        return root.resolve("balance");
    }

    public Path engine() {
        return root.resolve("engine");
    }

    /** What the running processes run from: a copy, so that a build under way disturbs nothing. */
    public Path versions() {
        return root.resolve("versions");
    }

    public Path logs() {
        return root.resolve("logs");
    }

    /** What the load balancer says of each request. */
    public Path accesses() {
        return root.resolve("accesses");
    }

    public Path metrics() {
        return root.resolve("metrics");
    }

    public Path databases() {
        return root.resolve("databases");
    }

    public Path work() {
        return root.resolve("work");
    }

    /** Where a process has its facts, its certificates and its socket; its own user's. */
    public Path run(String process) {
        return run().resolve(process);
    }

    /** Facts that a process writes once it listens. */
    public Path facts(String process) {
        return run(process).resolve("facts.json");
    }

    /** On which control runs functions for data, whose user alone can open it. */
    public Path functionsSocket() {
        return run("functions").resolve("functions.sock");
    }

    /** {@code cert.pem} and {@code key.pem} of a process. */
    public Path tls(String process) {
        return run(process).resolve("tls");
    }

    /**
     * Which Blob elsewhere keeps the platform's objects, 0600; absent where it is this machine's.
     */
    public Path blobTwin() {
        return run("data").resolve("blob-twin.json");
    }

    /** The credentials that data takes in at its start, 0600. */
    public Path bootstrapCredentials() {
        return run("data").resolve("bootstrap-credentials.json");
    }
}
