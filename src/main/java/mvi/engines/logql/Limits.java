package mvi.engines.logql;

/** How much of everything one pipeline may have. */
final class Limits {
    /** Characters of a pipeline's text. */
    static final int TEXT_LENGTH = 4_096;

    /** Stages, and predicates and alternatives in them. */
    static final int PARTS = 64;

    /** Parentheses within parentheses of label filters. */
    static final int FILTER_DEPTH = 32;

    /** Labels that parsers may extract from one line; what is more is left out and said. */
    static final int EXTRACTED_LABELS = 128;

    /** Characters of an extracted label's name, which grows with each level of a document. */
    static final int LABEL_NAME_LENGTH = 1_024;

    /** Objects and arrays within each other, in a line of JSON. */
    static final int JSON_DEPTH = 128;

    /**
     * Instructions of all patterns together. A step for one character takes some 14 ns for each, so
     * that a line of 64 KiB takes two seconds at the very worst.
     */
    static final int PATTERN_INSTRUCTIONS = 2_000;

    /** Parentheses within parentheses of a pattern: its compiler calls itself for each. */
    static final int PATTERN_DEPTH = 100;

    private Limits() {}
}
