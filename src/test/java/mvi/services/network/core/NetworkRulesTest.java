package mvi.services.network.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import mvi.engines.base.PlatformId;
import mvi.engines.base.Problem;
import mvi.services.network.Forward;
import mvi.services.network.Ipv4Range;
import mvi.services.network.NetworkConfig;
import org.junit.jupiter.api.Test;

class NetworkRulesTest {
    private static final NetworkConfig CONFIG =
            new NetworkConfig(
                    new PlatformId("abc123"),
                    Ipv4Range.parse("10.64.0.0/10"),
                    Ipv4Range.parse("100.64.0.0/10"),
                    4566);

    @Test
    void subnetsNeverMeetWhatIsTaken() {
        AddressPlan plan = new AddressPlan(CONFIG);
        List<Ipv4Range> taken = new ArrayList<>(List.of(Ipv4Range.parse("10.64.0.0/11")));
        for (int app = 0; app < 200; app++) {
            Ipv4Range subnet = plan.subnet("app" + app, taken);
            assertThat(taken).noneMatch(subnet::overlaps);
            assertThat(CONFIG.subnets().overlaps(subnet)).isTrue();
            taken.add(subnet);
        }
    }

    @Test
    void aFullRangeIsRefusedByName() {
        AddressPlan plan = new AddressPlan(CONFIG);
        assertThatThrownBy(() -> plan.subnet("hello", List.of(CONFIG.subnets())))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("hello")
                .hasMessageContaining("app-subnets");
    }

    @Test
    void anEndpointIsNeitherFirstNorLastOfItsRange() {
        NetworkConfig small =
                new NetworkConfig(
                        CONFIG.platform(),
                        CONFIG.subnets(),
                        Ipv4Range.parse("100.64.0.0/30"),
                        4566);
        AddressPlan plan = new AddressPlan(small);
        List<Ipv4Range> taken = new ArrayList<>();
        taken.add(plan.endpoint("a", taken));
        taken.add(plan.endpoint("b", taken));
        assertThat(taken.stream().map(range -> range.address(0)))
                .containsExactlyInAnyOrder("100.64.0.1", "100.64.0.2");
        assertThatThrownBy(() -> plan.endpoint("c", taken)).isInstanceOf(Problem.class);
    }

    @Test
    void theTableOpensOnlyTheAppsOwnEndpointAndDropsTheRest() {
        String table =
                new FirewallTable(CONFIG)
                        .replacement(
                                List.of(
                                        new AppRules(
                                                "a",
                                                "mvi-abc123-0",
                                                Ipv4Range.parse("10.64.1.0/24"),
                                                "100.64.0.1",
                                                true,
                                                List.of(new Forward(128, 8080, 20_000))),
                                        new AppRules(
                                                "b",
                                                "mvi-abc123-1",
                                                Ipv4Range.parse("10.64.2.0/24"),
                                                "100.64.0.2",
                                                false,
                                                List.of())));
        assertThat(table)
                .contains(
                        "iifname \"mvi-abc123-0\" ip daddr 100.64.0.1 tcp dport { 4566, 9001, 20000 } socket wildcard 0 accept")
                .contains(
                        "iifname \"mvi-abc123-1\" ip daddr 100.64.0.2 tcp dport { 4566, 9001 } socket wildcard 0 accept")
                .doesNotContain("iifname \"mvi-abc123-0\" ip daddr 100.64.0.2")
                .doesNotContain("iifname \"mvi-abc123-1\" ip daddr 10.64.2.1 udp dport 53")
                .contains("169.254.0.0/16");
        assertThat(FirewallTable.forwards(table, "mvi-abc123-0", Ipv4Range.parse("10.64.1.0/24")))
                .containsExactly(new Forward(128, 8080, 20_000));
        assertThat(FirewallTable.forwards(table, "mvi-abc123-1", Ipv4Range.parse("10.64.2.0/24")))
                .isEmpty();
        assertThat(FirewallTable.isEgressOpen(table, "mvi-abc123-0")).isTrue();
        assertThat(FirewallTable.isEgressOpen(table, "mvi-abc123-1")).isFalse();
    }

    @Test
    void routingRulesAreReadBackAsTheyWereWritten() {
        RoutingRules rules = new RoutingRules(CONFIG);
        var wanted = rules.wanted(List.of("mvi-abc123-0"));
        StringBuilder shown = new StringBuilder("0:\tfrom all lookup local\n");
        wanted.forEach(
                rule ->
                        shown.append(
                                "20064:\tfrom all to %s iif %s [detached] blackhole\n"
                                        .formatted(rule.range(), rule.bridge())));
        shown.append("20064:\tfrom all to 10.0.0.0/8 iif mvi-zzz999-0 blackhole\n");
        assertThat(rules.present(shown.toString())).isEqualTo(wanted);
    }
}
