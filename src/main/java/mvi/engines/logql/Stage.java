package mvi.engines.logql;

/** One step of a pipeline. It keeps nothing of a line. */
@FunctionalInterface
interface Stage {
    /** False when the line is not wanted; it never throws. */
    boolean process(Entry entry);
}
