package mvi.platform.app;

import mvi.engines.base.Problem;
import mvi.services.kv.Item;

/** The version that every item of the platform carries. */
public final class Schema {
    /** Written now; this one and the one before are read. */
    public static final int CURRENT = 1;

    private static final String ATTRIBUTE = "schema";

    private Schema() {}

    public static Item stamp(Item item) {
        return item.with(ATTRIBUTE, CURRENT);
    }

    /** Refuses an item that a newer mvi wrote: guessing at it would lose what it added. */
    public static void check(Item item, String what) {
        if (item.number(ATTRIBUTE) > CURRENT) {
            throw Problem.unavailable(
                    "schema-too-new",
                    what
                            + " was written by a newer mvi (schema "
                            + item.number(ATTRIBUTE)
                            + "); start that one",
                    null);
        }
    }
}
