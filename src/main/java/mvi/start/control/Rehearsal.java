package mvi.start.control;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.engines.base.Principal;
import mvi.engines.base.Problem;
import mvi.engines.docker.DockerEngine;
import mvi.engines.http.HttpClient;
import mvi.engines.http.HttpEndpoint;
import mvi.engines.http.HttpLimits;
import mvi.engines.store.Disk;
import mvi.engines.store.RecordStore;
import mvi.engines.store.StoreLimits;
import mvi.platform.app.PlatformKey;
import mvi.platform.app.PlatformTables;
import mvi.services.balancer.back.SocketBalancer;
import mvi.services.blob.BlobService;
import mvi.services.blob.BucketName;
import mvi.services.blob.ObjectName;
import mvi.services.blob.PutOptions;
import mvi.services.kv.Expression;
import mvi.services.kv.Item;
import mvi.services.kv.KvService;
import mvi.services.kv.Query;
import mvi.services.kv.TableName;
import mvi.services.kv.TableSpec;
import mvi.services.kv.TransactAction;
import mvi.services.metric.MetricConfig;
import mvi.services.metric.back.RecordMetricStore;
import mvi.services.metric.core.MetricCore;
import mvi.start.Configuration;
import mvi.start.Home;
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
            askKeyValue(data.kv());
            askBlob(data.blob());
            new MetricCore(MetricConfig.DEFAULT, new RecordMetricStore(records)).exposition();
            askForAnEngine();
        }
    }

    /** What a balance process answers to a stranger, and to control. */
    public static void runBalance(HttpClient http, Home home, int port, Clock clock) {
        DataClients.isWell(http, new HttpEndpoint.Plain("127.0.0.1", port));
        SocketBalancer balancer =
                new SocketBalancer(
                        http::send,
                        home.run("balance").resolve("balance.sock"),
                        clock,
                        Events.to(new StringBuilder(), clock));
        balancer.targets();
        balancer.readings();
        balancer.apply(balancer.routes());
    }

    private static void askKeyValue(KvService kv) {
        TableName table = new TableName(Principal.PLATFORM_ACCOUNT, "mvi-rehearsal");
        kv.createTable(table, TableSpec.of("id"));
        Item item = Item.of("id", "a").with("number", 1);
        kv.put(table, item, Expression.absent("id"));
        kv.get(table, Item.of("id", "a"));
        kv.all(Query.scan(table));
        kv.all(Query.partition(table, "id", "a"));
        kv.transact(
                Principal.PLATFORM_ACCOUNT,
                List.of(new TransactAction.Put(table, item, Expression.NONE)),
                "");
        kv.delete(table, Item.of("id", "a"), Expression.NONE);
        kv.deleteTable(table);
    }

    private static void askBlob(BlobService blob) {
        BucketName bucket = new BucketName(Principal.PLATFORM_ACCOUNT, "mvi-rehearsal");
        blob.createBucket(bucket);
        ObjectName object = new ObjectName(bucket, "a");
        blob.put(object, ByteSource.of(new byte[1]), PutOptions.PLAIN);
        blob.delete(object);
        blob.listBuckets(Principal.PLATFORM_ACCOUNT);
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
