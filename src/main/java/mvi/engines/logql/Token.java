package mvi.engines.logql;

/**
 * A word of a pipeline.
 *
 * @param text of a string, what it stands for; else as it was written
 * @param index of its first character in the pipeline
 */
record Token(Kind kind, String text, int index) {
    /** What it can be. A number may have a unit behind it. */
    enum Kind {
        WORD,
        STRING,
        NUMBER,
        FLAG,
        OPERATOR,
        END
    }

    boolean isOperator(String operator) {
        return kind == Kind.OPERATOR && text.equals(operator);
    }

    /** Whether it is one of the language's own words, which are the same in capitals. */
    boolean isWord(String word) {
        return kind == Kind.WORD && text.equalsIgnoreCase(word);
    }

    /** As people are told of it. */
    String shown() {
        return kind == Kind.END ? "the end" : "'" + text + "'";
    }
}
