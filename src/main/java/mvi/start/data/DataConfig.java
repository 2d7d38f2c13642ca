package mvi.start.data;

import java.util.Optional;
import mvi.services.blob.ObjectOwnership;
import mvi.start.BlobTwin;
import mvi.start.Configuration;
import mvi.start.Home;
import mvi.start.Knob;

/**
 * What the data process is told. Ports are settled before it starts.
 *
 * @param twin where layers are; empty for its own Blob
 */
public record DataConfig(
        Home home,
        int servicesPort,
        int registryPort,
        String region,
        ObjectOwnership objectOwnership,
        Optional<BlobTwin> twin) {
    public static DataConfig of(Configuration configuration) {
        return new DataConfig(
                configuration.home(),
                configuration.port(Knob.SERVICES_PORT),
                configuration.port(Knob.REGISTRY_PORT),
                configuration.text(Knob.REGION),
                configuration.objectOwnership(),
                BlobTwin.read(configuration.home()));
    }
}
