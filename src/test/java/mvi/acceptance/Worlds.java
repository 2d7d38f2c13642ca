package mvi.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Hands the tests one world for all of them, since a start costs seconds, and prints what its
 * processes said when a test fails.
 */
final class Worlds implements ParameterResolver, TestWatcher {
    private static final Namespace OURS = Namespace.create(Worlds.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType().equals(World.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return shared(context);
    }

    @Override
    public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
        System.err.println(
                context.getDisplayName() + " failed: " + (cause == null ? "" : cause.getMessage()));
        System.err.println(shared(context).logTails());
    }

    private static World shared(ExtensionContext context) {
        return context.getRoot()
                .getStore(OURS)
                .computeIfAbsent(
                        "world",
                        ignored -> {
                            try {
                                return World.started();
                            } catch (IOException failed) {
                                throw new UncheckedIOException(failed);
                            }
                        },
                        World.class);
    }
}
