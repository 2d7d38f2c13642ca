package mvi.platform.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mvi.engines.base.Bell;
import mvi.engines.wire.Json;
import mvi.fakes.FakeClock;
import mvi.services.balancer.BalancerRoutes;
import mvi.services.balancer.BalancerRoutes.Listener;
import mvi.services.balancer.BalancerRoutes.Route;
import mvi.services.balancer.BalancerService;
import org.junit.jupiter.api.Test;

/** Names that two apps claim. */
class RouteKeeperTest {
    private final List<BalancerRoutes> sent = new ArrayList<>();
    private final BalancerService balancer =
            (BalancerService)
                    Proxy.newProxyInstance(
                            getClass().getClassLoader(),
                            new Class<?>[] {BalancerService.class},
                            (proxy, method, arguments) -> {
                                sent.add((BalancerRoutes) arguments[0]);
                                return null;
                            });
    private final RouteKeeper keeper =
            new RouteKeeper(balancer, List.of(), new Bell(), new FakeClock());

    @Test
    void routesOfAnEarlierVersionSayNothingOfTls() {
        assertThat(
                        Json.read(
                                "{\"id\":\"a/b\",\"hosts\":[],\"targets\":[],\"listeners\":[]}",
                                Route.class))
                .isEqualTo(new Route("a/b", List.of(), List.of(), List.of()));
    }

    private static Route route(String app, String... hosts) {
        return new Route(
                app + "/web",
                List.of(hosts),
                List.of(),
                List.of(new Listener("::", 5432, 5432, false)));
    }

    private Route last(String id) {
        return sent.getLast().routes().stream()
                .filter(route -> route.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void thePlatformsOwnNameIsNoAppsAndStays() {
        Route own = new Route("mvi:api", List.of("mvi.example.org"), List.of(), List.of());
        RouteKeeper named = new RouteKeeper(balancer, List.of(own), new Bell(), new FakeClock());
        named.prime(Map.of("a", List.of(route("a", "a.localhost", "mvi.example.org"))));
        named.settle();
        assertThat(last("mvi:api").hosts()).containsExactly("mvi.example.org");
        assertThat(last("a/web").hosts()).containsExactly("a.localhost");
        assertThat(named.hosts()).hasValue(Set.of("mvi.example.org", "a.localhost"));
        named.set("a", List.of());
        assertThat(last("mvi:api").hosts()).containsExactly("mvi.example.org");
    }

    @Test
    void theFirstToHaveANameKeepsItUntilItLetsGo() {
        keeper.prime(Map.of());
        keeper.set("b", List.of(route("b", "b.localhost", "shop.example.org")));
        keeper.set("a", List.of(route("a", "a.localhost", "shop.example.org")));
        assertThat(last("b/web").hosts()).containsExactly("b.localhost", "shop.example.org");
        assertThat(last("b/web").listeners()).hasSize(1);
        assertThat(last("a/web").hosts()).containsExactly("a.localhost");
        assertThat(last("a/web").listeners()).isEmpty();
        keeper.set("b", List.of(route("b", "b.localhost")));
        assertThat(last("a/web").hosts()).containsExactly("a.localhost", "shop.example.org");
        assertThat(last("a/web").listeners()).isEmpty();
        keeper.set("b", List.of());
        assertThat(last("a/web").listeners()).hasSize(1);
    }
}
