package mvi.engines.logql;

/** Names of labels: ASCII letters, digits and underscores, not beginning with a digit. */
final class LabelNames {
    private LabelNames() {}

    static boolean isStart(int character) {
        return character >= 'a' && character <= 'z'
                || character >= 'A' && character <= 'Z'
                || character == '_';
    }

    static boolean isPart(int character) {
        return isStart(character) || character >= '0' && character <= '9';
    }

    static boolean isName(String text) {
        return !text.isEmpty()
                && isStart(text.charAt(0))
                && text.chars().allMatch(LabelNames::isPart);
    }

    /**
     * A key of a line as a label's name: what may not be in one becomes an underscore, and a digit
     * in front gets one before it. Empty for a key of white space.
     */
    static String of(String key) {
        String stripped = key.strip();
        StringBuilder name = new StringBuilder(stripped.length() + 1);
        if (!stripped.isEmpty() && stripped.charAt(0) >= '0' && stripped.charAt(0) <= '9') {
            name.append('_');
        }
        stripped.codePoints().forEach(each -> name.append(isPart(each) ? (char) each : '_'));
        return name.toString();
    }
}
