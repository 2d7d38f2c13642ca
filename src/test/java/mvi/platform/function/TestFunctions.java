package mvi.platform.function;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import mvi.manifest.Checked;
import mvi.manifest.ManifestReader;
import mvi.platform.app.AppRecord;
import mvi.platform.app.Desired;
import mvi.platform.app.Generation;
import mvi.platform.release.Release;
import mvi.platform.release.ReleaseState;

/** Functions of an app {@code shop}, from what a manifest says of them. */
final class TestFunctions {
    static final String ACCOUNT = "000000000010";

    private TestFunctions() {}

    static FunctionName name(String process) {
        return new FunctionName(ACCOUNT, process);
    }

    /**
     * @param extension what stands under {@code x-mvi} of the process, on one line
     */
    static FunctionVersion version(String process, String extension, int release) {
        String manifest =
                """
                services:
                  %s: {image: a, x-mvi: %s}
                  web: {image: a}
                  uploads: {provider: {type: mvi, options: {service: blob}}}
                """
                        .formatted(process, extension);
        try {
            Path folder = Files.createTempDirectory("mvi-functions");
            Path file = folder.resolve("compose.yaml");
            Files.writeString(file, manifest);
            Checked checked = ManifestReader.read(folder, Map.of());
            Files.delete(file);
            Files.delete(folder);
            if (!(checked instanceof Checked.Good good)) {
                throw new IllegalArgumentException(checked.findings().toString());
            }
            return version(good, process, release);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static FunctionVersion version(Checked.Good good, String process, int release) {
        Generation generation = new Generation(release, 0);
        return new FunctionVersion(
                new AppRecord(
                        "shop",
                        ACCOUNT,
                        "key",
                        Instant.EPOCH,
                        Desired.NOTHING.rollingTo(generation).settled(),
                        1),
                generation,
                new Release(
                        "shop",
                        release,
                        "b-1",
                        Map.of(),
                        0,
                        good.manifest(),
                        Map.of(),
                        "test",
                        Instant.EPOCH,
                        "deploy",
                        ReleaseState.DONE,
                        List.of(),
                        Map.of(),
                        "",
                        1),
                good.manifest().process(process).orElseThrow());
    }

    static FunctionEvent event(String process, String number) {
        return new FunctionEvent(
                name(process),
                Source.BLOB,
                number,
                "",
                "test",
                "",
                Instant.EPOCH,
                "{}".getBytes(StandardCharsets.UTF_8),
                "",
                FunctionEvent.Delivery.NONE);
    }
}
