package mvi.start.control;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import mvi.engines.base.PlatformId;
import mvi.engines.base.Secret;
import mvi.engines.docker.EngineService;
import mvi.services.container.ContainerService;
import mvi.services.host.HostService;
import mvi.services.network.NetworkService;

/**
 * What the status of the platform is read from.
 *
 * @param twin where the platform's objects are when they are elsewhere
 * @param token the operator's
 */
record ControlParts(
        PlatformId id,
        String version,
        Instant started,
        EngineService engines,
        ContainerService containers,
        NetworkService networks,
        HostService hosts,
        Optional<FarBlob> twin,
        Path caBundle,
        Secret token) {}
