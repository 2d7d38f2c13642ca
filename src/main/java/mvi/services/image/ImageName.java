package mvi.services.image;

/**
 * Repository and tag inside the platform's registry, without its host: {@code hello/web} and {@code
 * b-…}.
 */
public record ImageName(String repository, String tag) {
    @Override
    public String toString() {
        return repository + ":" + tag;
    }
}
