package mvi.start.data;

import mvi.services.blob.ObjectOwnership;
import mvi.start.Configuration;
import mvi.start.Home;
import mvi.start.Knob;

/** What the data process is told. Ports are settled before it starts. */
public record DataConfig(
        Home home,
        int servicesPort,
        int registryPort,
        String region,
        ObjectOwnership objectOwnership) {
    public static DataConfig of(Configuration configuration) {
        return new DataConfig(
                configuration.home(),
                configuration.port(Knob.SERVICES_PORT),
                configuration.port(Knob.REGISTRY_PORT),
                configuration.text(Knob.REGION),
                configuration.objectOwnership());
    }
}
