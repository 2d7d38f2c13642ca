package mvi.platform.function;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mvi.engines.base.Events;
import mvi.engines.base.Problem;
import mvi.manifest.Trigger;
import mvi.services.blob.BlobService;
import mvi.services.blob.BucketName;
import mvi.services.blob.NotificationRule;

/**
 * Has buckets tell of what the manifests' triggers name. Rules that an app has set by itself stay,
 * as long as their function is there.
 */
final class TriggerRules {
    private final BlobService blob;
    private final String region;
    private final Events events;
    private final Map<BucketName, List<NotificationRule>> applied = new LinkedHashMap<>();

    TriggerRules(BlobService blob, String region, Events events) {
        this.blob = blob;
        this.region = region;
        this.events = events;
    }

    /** The functions are known to data already. A bucket that fails is tried again next time. */
    void keep(List<FunctionVersion> versions) {
        Map<BucketName, List<NotificationRule>> wanted = new LinkedHashMap<>();
        applied.keySet().forEach(bucket -> wanted.put(bucket, new ArrayList<>()));
        Set<String> targets = new HashSet<>();
        for (FunctionVersion version : versions) {
            targets.add(version.name().arn(region));
            int number = 0;
            for (Trigger each : version.spec().triggers()) {
                number++;
                if (each instanceof Trigger.Blob trigger) {
                    wanted.computeIfAbsent(
                                    new BucketName(version.app().account(), trigger.bucket()),
                                    unused -> new ArrayList<>())
                            .add(rule(version, number, trigger));
                }
            }
        }
        wanted.forEach((bucket, rules) -> keep(bucket, List.copyOf(rules), targets));
    }

    private NotificationRule rule(FunctionVersion version, int number, Trigger.Blob trigger) {
        return new NotificationRule(
                NotificationRule.OF_MANIFEST + version.process().name() + "-" + number,
                version.name().arn(region),
                trigger.events().stream()
                        .map(
                                change ->
                                        switch (change) {
                                            case CREATED -> "s3:ObjectCreated:*";
                                            case REMOVED -> "s3:ObjectRemoved:*";
                                        })
                        .toList(),
                trigger.prefix(),
                trigger.suffix());
    }

    private void keep(BucketName bucket, List<NotificationRule> rules, Set<String> targets) {
        if (rules.equals(applied.get(bucket))) {
            return;
        }
        try {
            List<NotificationRule> there = blob.notifications(bucket);
            List<NotificationRule> own =
                    there.stream().filter(NotificationRule::isOfManifest).toList();
            if (!rules.equals(own)) {
                List<NotificationRule> all = new ArrayList<>(rules);
                there.stream()
                        .filter(each -> !each.isOfManifest())
                        .filter(each -> targets.contains(each.target()))
                        .forEach(all::add);
                blob.notify(bucket, all);
            }
            applied.put(bucket, rules);
        } catch (Problem problem) {
            events.info("trigger-not-set", "bucket", bucket, "why", problem.publicMessage());
        }
    }
}
