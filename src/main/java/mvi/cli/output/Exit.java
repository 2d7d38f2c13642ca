package mvi.cli.output;

import mvi.engines.base.Kind;

/** Exit codes that scripts can trust. */
public final class Exit {
    public static final int OK = 0;
    public static final int FAILED = 1;
    public static final int USAGE = 2;
    public static final int MISSING = 3;
    public static final int DENIED = 4;
    public static final int UNAVAILABLE = 5;
    public static final int CONFLICT = 6;

    public static final String HELP =
            "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 not found, 4 denied, 5 not available,"
                    + " 6 in conflict";

    private Exit() {}

    public static int of(Kind kind) {
        return switch (kind) {
            case MISSING -> MISSING;
            case DENIED -> DENIED;
            case UNAVAILABLE -> UNAVAILABLE;
            case CONFLICT -> CONFLICT;
            case INVALID, LIMIT, BUG -> FAILED;
        };
    }
}
