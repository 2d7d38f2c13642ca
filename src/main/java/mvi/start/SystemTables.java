package mvi.start;

import mvi.engines.base.Principal;
import mvi.services.kv.TableName;

/** Tables of the platform's account by which control tells data something that outlives it. */
public final class SystemTables {
    /** The addresses of apps' endpoints that data listens on. */
    public static final TableName ENDPOINTS =
            new TableName(Principal.PLATFORM_ACCOUNT, "mvi-endpoints");

    public static final String ADDRESS = "address";

    private SystemTables() {}
}
