package mvi.engines.logql;

/**
 * One of those that a parser was asked for, {@code label="expression"}.
 *
 * @param expression the label's name when none was written
 */
record Extraction(String label, Token expression) {}
