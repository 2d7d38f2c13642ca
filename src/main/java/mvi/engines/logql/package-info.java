/**
 * Which lines of a log somebody wants, said in the pipeline part of LogQL.
 *
 * <p>LogQL is the query language of Grafana Loki, so people know it and can try what they write
 * there ("Log queries" in Loki's documentation). A query of Loki is a selector of streams and a
 * pipeline; which app's lines are meant is said elsewhere here, so that only the pipeline is left:
 *
 * <pre>|= "error" | json | status >= 500 and path !~ "/health.*"</pre>
 *
 * <p>{@link mvi.engines.logql.LogPipeline} parses a text once, into a list of stages, and runs each
 * line through them. A stage sees the line and its labels; it changes them, or says that the line
 * is not wanted. What goes wrong with one line, such as JSON that is none, is a label {@code
 * __error__} of that line, as it is in Loki, and no failure: a filter may ask for it.
 *
 * <p>Limits. Texts come from whoever may write a manifest, and lines from whatever an app prints,
 * so neither may hold a thread up: patterns are RE2 (linear in the line), their programs are
 * bounded together before they are compiled ({@link mvi.engines.logql.Patterns}), and text, stages,
 * nesting and extracted labels have bounds ({@link mvi.engines.logql.Limits}). Left out, and
 * refused by name: selectors, metric queries, templates ({@code line_format}, and {@code
 * label_format} with braces), {@code unwrap}, {@code distinct}, {@code xml} and {@code ip()}.
 */
@NullMarked
package mvi.engines.logql;

import org.jspecify.annotations.NullMarked;
