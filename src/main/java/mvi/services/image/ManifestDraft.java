package mvi.services.image;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A manifest to store, and what its JSON says.
 *
 * @param layers what it names by digest and must be in the repository: layers and configuration
 * @param manifests what an index names
 * @param subject the manifest that it is about, which need not exist
 * @param artifactType for the list of referrers
 */
public record ManifestDraft(
        String mediaType,
        byte[] bytes,
        List<Digest> layers,
        List<Digest> manifests,
        Optional<Digest> subject,
        String artifactType,
        Map<String, String> annotations) {
    public ManifestDraft {
        layers = List.copyOf(layers);
        manifests = List.copyOf(manifests);
        annotations = Map.copyOf(annotations);
    }
}
