package mvi.platform;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import mvi.platform.app.AppRecord;
import mvi.platform.app.Apps;
import mvi.platform.app.Generation;
import mvi.platform.release.Actual.Verdict;
import mvi.platform.release.Crashes;
import mvi.services.balancer.BalancerService;
import mvi.services.balancer.BalancerService.TargetState;
import mvi.services.container.Container;
import mvi.services.container.ContainerService;

/** An app's containers with what the balancer, their own tests and their crashes say of them. */
final class ContainerList {
    private final ContainerService containers;
    private final BalancerService balancer;
    private final Apps apps;
    private final Crashes crashes;
    private final Function<String, Verdict> verdicts;

    ContainerList(
            ContainerService containers,
            BalancerService balancer,
            Apps apps,
            Crashes crashes,
            Function<String, Verdict> verdicts) {
        this.containers = containers;
        this.balancer = balancer;
        this.apps = apps;
        this.crashes = crashes;
        this.verdicts = verdicts;
    }

    List<ContainerInfo> of(String name) {
        AppRecord app = apps.get(name);
        Map<String, BalancerService.Health> health = new HashMap<>();
        for (TargetState target : balancer.targets()) {
            health.put(target.targetId(), target.health());
        }
        Map<String, Crashes.Record> crashed = crashes.of(app.name());
        List<ContainerInfo> all = new ArrayList<>();
        for (Container container : containers.list()) {
            if (!container.labels().app().equals(app.name())) {
                continue;
            }
            Crashes.Record crash = crashed.get(container.labels().process());
            all.add(
                    new ContainerInfo(
                            container,
                            Generation.parse(container.labels().release()).releaseName(),
                            ContainerInfo.health(
                                    verdicts.apply(container.id()),
                                    Optional.ofNullable(health.get(container.name()))),
                            crash == null ? 0 : crash.total(),
                            crash == null ? "" : crash.note()));
        }
        all.sort(
                Comparator.comparing((ContainerInfo each) -> each.container().labels().process())
                        .thenComparing(each -> each.container().name()));
        return all;
    }
}
