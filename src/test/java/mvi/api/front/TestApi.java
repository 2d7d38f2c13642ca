package mvi.api.front;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.PlatformId;
import mvi.engines.wire.PlatformCa;
import mvi.fakes.Unreachable;
import mvi.platform.Platform;
import mvi.platform.PlatformParts;
import mvi.platform.build.Projects;
import mvi.platform.environment.TrustFiles;
import mvi.platform.function.EventPost;
import mvi.platform.function.FunctionConfig;
import mvi.platform.function.RuntimeListener;
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
 * An API over services that must not be reached, for what is decided at the door, or one over those
 * that may.
 */
final class TestApi {
    static final String TOKEN = "a-token-of-the-operator";

    private TestApi() {}

    static ApiParts parts() {
        return parts(Unreachable.of(KvService.class), Unreachable.of(CryptoService.class));
    }

    static ApiParts parts(KvService kv, CryptoService crypto) {
        Clock clock = Clock.system();
        Events events = Events.to(new StringBuilder(), clock);
        PlatformParts parts =
                new PlatformParts(
                        new PlatformId("abc123"),
                        kv,
                        Unreachable.of(BlobService.class),
                        Unreachable.of(BlobService.class),
                        crypto,
                        Unreachable.of(ImageBuilder.class),
                        Unreachable.of(ContainerService.class),
                        Unreachable.of(BalancerService.class),
                        List.of(),
                        PlatformCa.create("test", clock, Chance.system()),
                        Optional.empty(),
                        Unreachable.of(DatabaseService.class),
                        Unreachable.of(NetworkService.class),
                        Unreachable.of(LogService.class),
                        Unreachable.of(LogService.class),
                        id -> true,
                        Unreachable.of(Projects.Unpacker.class),
                        Unreachable.of(Projects.Packer.class),
                        Unreachable.of(Projects.Capturer.class),
                        TrustFiles.NONE,
                        ByteCount.mib(256),
                        ByteCount.gib(4),
                        Path.of("target"),
                        "local",
                        4566,
                        "127.0.0.1:5000",
                        "here",
                        new FunctionConfig(
                                "local",
                                9001,
                                ByteCount.gib(1),
                                ByteCount.mib(256),
                                Duration.ofMinutes(5),
                                Duration.ofMinutes(1)),
                        Unreachable.of(RuntimeListener.class),
                        Unreachable.of(EventPost.class),
                        events,
                        clock,
                        Chance.system());
        return new ApiParts(
                new Platform(parts),
                Unreachable.of(PlatformStatus.class),
                new ApiTokens(Map.of(ApiTokens.hash(TOKEN), "operator")),
                events,
                clock);
    }
}
