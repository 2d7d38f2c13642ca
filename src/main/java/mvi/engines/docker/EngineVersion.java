package mvi.engines.docker;

/**
 * @param name {@code podman} or {@code docker}
 * @param apiVersion of the Docker Engine API that is spoken
 */
public record EngineVersion(String name, String version, String apiVersion) {
    public boolean isPodman() {
        return name.equals("podman");
    }

    @Override
    public String toString() {
        return name + " " + version;
    }
}
