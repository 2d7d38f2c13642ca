package mvi.platform.release;

import java.util.Locale;

/** How far a release has come; the first seven in this order. */
public enum ReleaseState {
    PENDING,
    STARTING,
    HEALTHY,
    SWITCHING,
    DRAINING,
    /** All are switched; they have to stay well for a while. */
    WATCHING,
    DONE,
    UNDONE,
    SUPERSEDED;

    /** Nothing more will happen to it by itself. */
    public boolean isFinal() {
        return switch (this) {
            case DONE, UNDONE, SUPERSEDED -> true;
            case PENDING, STARTING, HEALTHY, SWITCHING, DRAINING, WATCHING -> false;
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    static ReleaseState parse(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
