package mvi.platform;

import mvi.engines.base.Problem;
import mvi.platform.app.Apps;
import mvi.platform.release.RolloutReconciler;

/**
 * An app whose clients are told that it is being worked on, while its containers run as before and
 * reach each other.
 */
public final class Maintenance {
    private static final String TEXT = "This app is being worked on. Please come back soon.";
    private static final int LONGEST = 1_000;

    private final Apps apps;
    private final RolloutReconciler reconciler;

    Maintenance(Apps apps, RolloutReconciler reconciler) {
        this.apps = apps;
        this.reconciler = reconciler;
    }

    /**
     * @param text for people, in any language; empty for mvi's own
     */
    public void begin(String app, String text) {
        if (text.length() > LONGEST) {
            throw Problem.invalid(
                    "bad-maintenance",
                    "the message has " + text.length() + " characters; at most " + LONGEST);
        }
        set(app, text.isBlank() ? TEXT : text);
    }

    public void end(String app) {
        set(app, "");
    }

    private void set(String app, String text) {
        apps.change(app, desired -> desired.maintained(text));
        reconciler.nudge();
    }
}
