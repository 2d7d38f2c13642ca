package mvi.services.network;

import java.util.List;
import java.util.Optional;

/**
 * One private network per app, default deny: to other apps, the host, private and link-local
 * ranges; open are the app's endpoint and, unless it says otherwise, the internet.
 *
 * <p>Problems: {@code firewall-unavailable}, {@code engine-unavailable} UNAVAILABLE, {@code
 * no-subnet-left} LIMIT.
 */
public interface NetworkService {
    /** Bridge, firewall table and blackhole rules stand when this returns. Idempotent. */
    void start();

    /**
     * The app's network, made when it is not there. Its rules stand before this returns.
     *
     * @param forwards all that the app has; others are taken away
     */
    AppNetwork ensure(String app, boolean isEgressOpen, List<Forward> forwards);

    /**
     * Whether what the last {@link #ensure} of this process left still stands for a container that
     * starts: the engine may take a network's bridge away with its last container. Asks neither the
     * engine nor another program, so that it is for each start.
     */
    boolean isHeld(String app);

    Optional<AppNetwork> find(String app);

    List<AppNetwork> list();

    void remove(String app);

    /** Puts back whatever somebody flushed; true when something had to be. */
    boolean repair();

    /** Takes everything of this platform out of the kernel. */
    void tearDown();
}
