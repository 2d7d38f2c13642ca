package mvi.services.blob;

/**
 * The request that a change came by, as events tell of it.
 *
 * @param trace its {@code X-Amzn-Trace-Id}; empty without one
 * @param principal who sent it, as {@code ACCOUNT:NAME}; empty where it was Blob itself
 * @param address where from; empty where that is not known
 */
public record Cause(String trace, String principal, String address) {
    /** Of what Blob does by itself, and of who does not say. */
    public static final Cause NONE = new Cause("", "", "");

    /** X-Ray's own have under a hundred characters; there is room for what others add. */
    private static final int LONGEST_TRACE = 512;

    /** A trace that is longer, or not printable ASCII, is dropped: nothing depends on it. */
    public Cause {
        boolean isGood =
                trace.length() <= LONGEST_TRACE && trace.chars().allMatch(c -> c >= ' ' && c < 127);
        trace = isGood ? trace : "";
    }
}
