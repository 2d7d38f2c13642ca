package mvi.engines.http;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import mvi.engines.base.Clock;
import mvi.engines.base.Events;

/** What every connection of one server shares. */
record ServerSettings(
        HttpHandler handler,
        HttpLimits limits,
        Events events,
        Clock clock,
        ThreadFactory threads,
        AtomicBoolean isDraining) {}
