package mvi.platform.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mvi.engines.base.Principal;
import mvi.engines.base.Problem;
import mvi.fakes.FakeClock;
import mvi.fakes.FakeKv;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class AppLocksTest {
    private final FakeKv kv = new FakeKv();
    private final FakeClock clock = new FakeClock();
    private final AppLocks locks = new AppLocks(kv, clock);

    @BeforeEach
    void tables() {
        PlatformTables.ensure(kv);
    }

    @Test
    void aSecondChangeIsToldWhoHoldsTheLock() {
        locks.acquireNow("hello", "deploy by ann");
        assertThatThrownBy(() -> locks.acquireNow("hello", "deploy by bob"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("deploy by ann");
    }

    @Test
    void aSecondChangeThatWaitsGetsTheLockOfAHolderThatDied() throws InterruptedException {
        locks.acquireNow("hello", "deploy by ann");
        List<String> told = new ArrayList<>();
        locks.acquire("hello", "deploy by bob", Duration.ofMinutes(1), told::add);
        assertThat(told).containsExactly("deploy by ann");
        assertThat(locks.holder("hello")).map(AppLocks.Holder::who).contains("deploy by bob");
    }

    @Test
    void aHolderThatWasOvertakenCanWriteNothing() {
        AppLocks.Held first = locks.acquireNow("hello", "deploy by ann");
        clock.pass(AppLocks.LEASE.plusSeconds(1));
        AppLocks.Held second = locks.acquireNow("hello", "deploy by bob");
        assertThat(first.renew()).isFalse();
        assertThat(isHolding(first)).isFalse();
        assertThat(isHolding(second)).isTrue();
        first.close();
        assertThat(isHolding(second)).isTrue();
    }

    @Test
    void aLockThatIsRenewedOutlivesItsLease() {
        AppLocks.Held held = locks.acquireNow("hello", "deploy by ann");
        for (int i = 0; i < 10; i++) {
            clock.pass(AppLocks.RENEWAL);
            assertThat(held.renew()).isTrue();
        }
        assertThat(locks.holder("hello")).isPresent();
        held.close();
        assertThat(locks.holder("hello")).isEmpty();
    }

    private boolean isHolding(AppLocks.Held held) {
        return kv.transact(Principal.PLATFORM_ACCOUNT, List.of(held.check()), "").isWritten();
    }
}
