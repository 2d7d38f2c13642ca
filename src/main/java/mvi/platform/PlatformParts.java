package mvi.platform;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.PlatformId;
import mvi.engines.wire.PlatformCa;
import mvi.platform.build.Projects;
import mvi.platform.certificate.PublicAuthority;
import mvi.platform.environment.TrustFiles;
import mvi.platform.function.EventPost;
import mvi.platform.function.FunctionConfig;
import mvi.platform.function.RuntimeListener;
import mvi.platform.release.OutputDrain;
import mvi.services.balancer.BalancerRoutes;
import mvi.services.balancer.BalancerService;
import mvi.services.blob.BlobService;
import mvi.services.container.ContainerService;
import mvi.services.crypto.CryptoService;
import mvi.services.database.DatabaseService;
import mvi.services.image.ImageBuilder;
import mvi.services.kv.KvService;
import mvi.services.log.LogService;
import mvi.services.network.NetworkService;

/**
 * Everything that the platform is made of, as start hands it in.
 *
 * @param blob with the apps' own buckets
 * @param platformBlob with what the platform keeps: logs of builds, files of releases
 * @param own routes of the platform itself
 * @param authority makes certificates for apps' names that have no other
 * @param publicAuthority makes them for names that the world knows; empty where none is asked
 * @param accessLog what the load balancer says of each request
 * @param output tells when a container's output is in the log
 * @param unpacker with {@code packer} and {@code capturer}: the manifest room's
 * @param trust files and variables of every container
 * @param containerMemory limit of a container whose manifest names none
 * @param machineMemory all that this machine has
 * @param folder for projects and logs while they build
 * @param region what {@code AWS_REGION} says to apps
 * @param servicesPort where the fronts of data listen on an app's endpoint
 * @param registry host and port by which the engine reaches the registry
 * @param host this machine's name, for people
 * @param runtime opens the door at which containers ask for their events
 * @param post sends them events
 */
public record PlatformParts(
        PlatformId id,
        KvService kv,
        BlobService blob,
        BlobService platformBlob,
        CryptoService crypto,
        ImageBuilder images,
        ContainerService containers,
        BalancerService balancer,
        List<BalancerRoutes.Route> own,
        PlatformCa authority,
        Optional<PublicAuthority> publicAuthority,
        DatabaseService databases,
        NetworkService network,
        LogService log,
        LogService accessLog,
        OutputDrain output,
        Projects.Unpacker unpacker,
        Projects.Packer packer,
        Projects.Capturer capturer,
        TrustFiles trust,
        ByteCount containerMemory,
        ByteCount machineMemory,
        Path folder,
        String region,
        int servicesPort,
        String registry,
        String host,
        FunctionConfig functions,
        RuntimeListener runtime,
        EventPost post,
        Events events,
        Clock clock,
        Chance chance) {
    /** Names of the platform itself, which no app gets. */
    Set<String> ownNames() {
        return own.stream()
                .flatMap(route -> route.hosts().stream())
                .collect(Collectors.toUnmodifiableSet());
    }
}
