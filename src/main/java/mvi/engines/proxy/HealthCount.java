package mvi.engines.proxy;

/**
 * Rise and fall, pure: a target is ADDING until {@code rise} successes in a row, then changes sides
 * after {@code fall} failures or {@code rise} successes in a row.
 *
 * @param streak results in a row that speak against the present health
 */
record HealthCount(Health health, int streak) {
    static final HealthCount START = new HealthCount(Health.ADDING, 0);

    HealthCount after(boolean wasWell, HealthProbe probe) {
        boolean speaksAgainst = wasWell != (health == Health.HEALTHY);
        if (!speaksAgainst) {
            return streak == 0 ? this : new HealthCount(health, 0);
        }
        int needed = wasWell ? probe.rise() : probe.fall();
        if (streak + 1 < needed) {
            return new HealthCount(health, streak + 1);
        }
        return new HealthCount(wasWell ? Health.HEALTHY : Health.UNHEALTHY, 0);
    }
}
