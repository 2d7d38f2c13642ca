package mvi.platform.function;

import java.time.Duration;
import mvi.manifest.AppProcess;
import mvi.manifest.FunctionSpec;
import mvi.platform.app.AppRecord;
import mvi.platform.app.Generation;
import mvi.platform.release.Release;

/** A function as a release has it: what its containers are made from. */
public record FunctionVersion(
        AppRecord app, Generation generation, Release release, AppProcess process) {
    public FunctionName name() {
        return new FunctionName(app.account(), process.name());
    }

    public FunctionSpec spec() {
        return process.function().orElseThrow();
    }

    Duration timeout() {
        return spec().timeout();
    }

    /** Containers of the one can stand for the other's. */
    boolean isSameAs(FunctionVersion other) {
        return name().equals(other.name())
                && generation.equals(other.generation)
                && release.at().equals(other.release.at());
    }

    @Override
    public String toString() {
        return app.name() + "/" + process.name() + " " + generation.label();
    }
}
