package mvi.platform.release;

import java.util.List;
import java.util.Optional;
import mvi.platform.app.AccountItems;
import mvi.platform.app.AppRecord;
import mvi.platform.app.Apps;
import mvi.platform.environment.Environments;
import mvi.services.blob.BlobService;
import mvi.services.blob.Bucket;
import mvi.services.blob.BucketName;
import mvi.services.blob.Listing;
import mvi.services.blob.ObjectName;
import mvi.services.blob.StoredObject;
import mvi.services.database.DatabaseService;
import mvi.services.kv.KvService;
import mvi.services.kv.TableName;

/** What an app keeps, when the app is deleted: stopped and kept, or gone for ever. */
public final class AppData {
    private static final int PAGE = 1000;

    private final Apps apps;
    private final Environments environments;
    private final Releases releases;
    private final Crashes crashes;
    private final DatabaseService databases;
    private final BlobService blob;
    private final KvService kv;
    private final AppNetworks networks;

    public AppData(
            Apps apps,
            Environments environments,
            Releases releases,
            Crashes crashes,
            DatabaseService databases,
            BlobService blob,
            KvService kv,
            AppNetworks networks) {
        this.apps = apps;
        this.environments = environments;
        this.releases = releases;
        this.crashes = crashes;
        this.databases = databases;
        this.blob = blob;
        this.kv = kv;
        this.networks = networks;
    }

    void stop(AppRecord app) {
        databases(app).forEach(each -> databases.stop(app.name(), each.name()));
    }

    /** The record goes last, so that a purge that was cut is taken up again. */
    void purge(AppRecord app) {
        databases(app).forEach(each -> databases.delete(app.name(), each.name(), true));
        for (Bucket bucket : blob.listBuckets(app.account())) {
            empty(bucket.name());
            blob.deleteBucket(bucket.name());
        }
        List<String> tables = kv.listTables(app.account(), Optional.empty(), 100);
        while (!tables.isEmpty()) {
            tables.forEach(name -> kv.deleteTable(new TableName(app.account(), name)));
            tables = kv.listTables(app.account(), Optional.empty(), 100);
        }
        AccountItems.purge(kv, app.account());
        networks.purge(app.name());
        environments.purge(app.name());
        crashes.purge(app.name());
        releases.purge(app.name());
        apps.forget(app);
    }

    private List<DatabaseService.Database> databases(AppRecord app) {
        return databases.list().stream().filter(each -> each.app().equals(app.name())).toList();
    }

    private void empty(BucketName bucket) {
        Listing page = blob.list(bucket, "", "", "", PAGE);
        while (!page.objects().isEmpty()) {
            for (StoredObject object : page.objects()) {
                blob.delete(new ObjectName(bucket, object.name().key()));
            }
            page = blob.list(bucket, "", "", "", PAGE);
        }
    }
}
