package mvi.engines.proxy;

/** What a route keeps when the table changes. */
record RouteState(RouteStats stats, RetryBudget retries, WaitingRoom room) {}
