package mvi.engines.logql;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A pipeline of LogQL, parsed: which lines are wanted, and what labels they have. Immutable, and
 * good for many threads.
 */
public final class LogPipeline {
    private final List<Stage> stages;

    private LogPipeline(List<Stage> stages) {
        this.stages = List.copyOf(stages);
    }

    /**
     * Throws {@link mvi.engines.base.Problem} INVALID {@code bad-log-query}, which names what is
     * wrong and at which character. An empty text matches every line.
     */
    public static LogPipeline parse(String text) {
        if (text.length() > Limits.TEXT_LENGTH) {
            throw BadQuery.at(
                    Limits.TEXT_LENGTH, "it is longer than " + Limits.TEXT_LENGTH + " characters");
        }
        return new LogPipeline(new PipelineParser(new Tokens(Lexer.tokens(text))).stages());
    }

    /**
     * Empty when the line does not match.
     *
     * @param labels those of the line's origin; extracted ones of the same name get another
     */
    public Optional<Match> match(String line, Map<String, String> labels) {
        Entry entry = new Entry(line, labels);
        for (Stage stage : stages) {
            if (!stage.process(entry)) {
                return Optional.empty();
            }
        }
        return Optional.of(new Match(entry.line(), entry.labels()));
    }

    /**
     * @param line as the last stage left it
     * @param labels those given, those that parsers extracted, and {@code __error__} with {@code
     *     __error_details__} if a stage could not do its work
     */
    public record Match(String line, Map<String, String> labels) {}
}
