package mvi.start.control;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Clock;
import mvi.engines.base.Principal;
import mvi.engines.base.Problem;
import mvi.engines.docker.DockerEngine;
import mvi.engines.http.HttpClient;
import mvi.engines.http.HttpLimits;
import mvi.engines.store.Disk;
import mvi.engines.store.RecordStore;
import mvi.engines.store.StoreLimits;
import mvi.platform.app.PlatformKey;
import mvi.platform.app.PlatformTables;
import mvi.services.blob.BucketName;
import mvi.services.blob.ObjectName;
import mvi.services.blob.PutOptions;
import mvi.services.metric.MetricConfig;
import mvi.services.metric.back.RecordMetricStore;
import mvi.services.metric.core.MetricCore;
import mvi.start.Configuration;
import mvi.start.Knob;
import mvi.start.PlatformCredentials;
import mvi.start.SmallFiles;

/** What control does at its start that needs neither root nor an engine. */
public final class Rehearsal {
    private Rehearsal() {}

    public static void awaitData(HttpClient http, Configuration configuration, Clock clock)
            throws InterruptedException {
        DataClients.await(http, configuration.port(Knob.SERVICES_PORT), clock);
    }

    public static void run(Configuration configuration, Clock clock) throws InterruptedException {
        PlatformCredentials credentials =
                PlatformCredentials.parse(SmallFiles.read(configuration.home().credentials()));
        try (HttpClient http = new HttpClient(HttpLimits.DEFAULT, Optional.empty());
                RecordStore records =
                        RecordStore.open(
                                configuration.home().metrics(),
                                Set.of(RecordMetricStore.FAMILY),
                                StoreLimits.DEFAULT,
                                Disk.system())) {
            awaitData(http, configuration, clock);
            DataClients data = DataClients.open(configuration, credentials.platform(), clock);
            PlatformTables.ensure(data.kv());
            new PlatformKey(data.crypto()).id();
            BucketName bucket = new BucketName(Principal.PLATFORM_ACCOUNT, "mvi-rehearsal");
            data.blob().createBucket(bucket);
            data.blob()
                    .put(new ObjectName(bucket, "a"), ByteSource.of(new byte[1]), PutOptions.PLAIN);
            data.blob().listBuckets(Principal.PLATFORM_ACCOUNT);
            new MetricCore(MetricConfig.DEFAULT, new RecordMetricStore(records)).exposition();
            askForAnEngine();
        }
    }

    /** There is none at this path: what is loaded on the way to finding out is what counts. */
    private static void askForAnEngine() {
        try (DockerEngine engine = DockerEngine.open(Path.of("/nonexistent/engine.sock"))) {
            engine.ping();
        } catch (Problem away) {
            assert away.code().equals("engine-unavailable");
        }
    }
}
