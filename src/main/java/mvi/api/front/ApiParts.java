package mvi.api.front;

import mvi.engines.base.Clock;
import mvi.engines.base.Events;
import mvi.platform.Platform;

/** What the API is made of. */
public record ApiParts(
        Platform platform, PlatformStatus status, ApiTokens tokens, Events events, Clock clock) {}
