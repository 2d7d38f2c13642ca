package mvi.services.balancer;

/** Something that changed in the load balancer. */
public sealed interface BalancerEvent {
    /**
     * A watch has begun, or has begun again: what came between is unknown, so send routes again and
     * read targets again.
     *
     * @param generation that it routes by
     */
    record Connected(long generation) implements BalancerEvent {}

    /** A target is seen otherwise than before. */
    record HealthChanged(BalancerService.TargetState target) implements BalancerEvent {}

    /** There will be no more from this process: another one has taken its place. */
    record Left() implements BalancerEvent {}
}
