package mvi.services.log.core;

import mvi.services.log.LogLine;
import mvi.services.log.LogService.LogQuery;

/** Whether a line is one that a query asks for. */
final class LineFilter {
    private LineFilter() {}

    static boolean matches(LogQuery query, LogLine line) {
        return query.app().equals(line.app())
                && query.process().filter(process -> !process.equals(line.process())).isEmpty()
                && query.container()
                        .filter(container -> !line.container().contains(container))
                        .isEmpty()
                && query.since().filter(since -> line.time().isBefore(since)).isEmpty()
                && line.text().contains(query.search());
    }
}
