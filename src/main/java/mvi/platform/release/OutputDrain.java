package mvi.platform.release;

/** Tells whether all that a container said is in the log, so that it may be removed. */
@FunctionalInterface
public interface OutputDrain {
    /** True also for a container that is not known any more. */
    boolean drained(String containerId);
}
