package mvi.engines.proxy;

/** Requests for some hosts go to some targets. */
public record Route(
        String id, RoutePolicy policy, TlsRules tls, TargetPool pool, RouteState state) {
    public RouteStats stats() {
        return state.stats();
    }
}
