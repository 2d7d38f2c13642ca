package mvi.engines.proxy;

/** Requests for some hosts go to some targets. */
public record Route(String id, TargetPool pool, RouteStats stats) {}
