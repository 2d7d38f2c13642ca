package mvi.cli.output;

/** What is being done: one line that updates on a terminal, a line each in a pipe. On stderr. */
public final class Progress implements AutoCloseable {
    private static final int WIDTH = 100;

    private final Terminal terminal;
    private boolean isLineOpen;

    public Progress(Terminal terminal) {
        this.terminal = terminal;
    }

    public void step(String text) {
        String clean = Table.clean(text);
        if (terminal.isTerminal()) {
            String cut = clean.length() > WIDTH ? clean.substring(0, WIDTH - 1) + "…" : clean;
            terminal.err().print("\r\u001b[K" + cut);
            terminal.err().flush();
            isLineOpen = true;
        } else {
            terminal.err().println(clean);
        }
    }

    /** A line that stays: a build's own output. */
    public void line(String text) {
        close();
        terminal.err().println(text);
    }

    /** Takes the updating line away. */
    @Override
    public void close() {
        if (isLineOpen) {
            terminal.err().print("\r\u001b[K");
            terminal.err().flush();
            isLineOpen = false;
        }
    }
}
