package mvi.cli.output;

import java.io.InputStream;
import java.io.PrintStream;

/**
 * Where a command reads and writes.
 *
 * @param isTerminal whether a person watches: lines may be updated in place
 */
public record Terminal(InputStream in, PrintStream out, PrintStream err, boolean isTerminal) {
    public void error(String message) {
        err.println("error: " + message);
    }

    public void hint(String text) {
        err.println(text);
    }
}
