package mvi.engines.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class EjectionTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private static Ejection failing(Ejection ejection, long now, boolean mayEject) {
        Ejection next = ejection;
        for (int i = 0; i < Ejection.FAILURES; i++) {
            next = next.failed(now, mayEject);
        }
        return next;
    }

    @Test
    void failuresInARowEjectForAWhile() {
        Ejection almost = Ejection.NONE;
        for (int i = 1; i < Ejection.FAILURES; i++) {
            almost = almost.failed(0, true);
        }
        assertThat(almost.isEjected(0)).isFalse();
        Ejection out = almost.failed(0, true);
        assertThat(out.isEjected(9 * SECOND)).isTrue();
        assertThat(out.isEjected(10 * SECOND)).isFalse();
    }

    @Test
    void eachTimeIsTwiceAsLongUpToABound() {
        Ejection ejection = Ejection.NONE;
        long now = 0;
        for (long seconds : new long[] {10, 20, 40, 80, 160, 300, 300}) {
            ejection = failing(ejection, now, true);
            assertThat(ejection.isEjected(now + seconds * SECOND - 1)).isTrue();
            now += seconds * SECOND;
            assertThat(ejection.isEjected(now)).isFalse();
        }
    }

    @Test
    void whoMayNotBeEjectedIsAsSoonAsOthersAreThere() {
        Ejection kept = failing(Ejection.NONE, 0, false);
        assertThat(kept.isEjected(0)).isFalse();
        assertThat(kept.failed(0, true).isEjected(0)).isTrue();
    }

    @Test
    void retriesHaveABudget() {
        RetryBudget budget = new RetryBudget();
        int spent = 0;
        while (budget.spend()) {
            spent++;
        }
        assertThat(spent).isEqualTo(100);
        for (int i = 0; i < 10; i++) {
            budget.request();
        }
        assertThat(budget.spend()).isTrue();
        assertThat(budget.spend()).isTrue();
        assertThat(budget.spend()).isFalse();
    }

    @Test
    void aSourceIsAnAddressOrANetworkOfIpv6() throws Exception {
        assertThat(source("203.0.113.7")).isNotEqualTo(source("203.0.113.8"));
        assertThat(source("2001:db8::1")).isEqualTo(source("2001:db8::ffff:2"));
        assertThat(source("2001:db8::1")).isNotEqualTo(source("2001:db8:0:1::1"));
        assertThat(source("255.255.255.255")).isPositive();
    }

    private static long source(String address) throws Exception {
        return Sources.source(java.net.InetAddress.getByName(address));
    }
}
