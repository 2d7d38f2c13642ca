package mvi.start.control;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import mvi.api.schema.DoctorView.CheckView;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Problem;
import mvi.engines.store.Disk;
import mvi.engines.store.StoreLimits;
import mvi.platform.observe.BlobChecks;
import mvi.services.blob.BlobConfig;
import mvi.services.host.HostService;
import mvi.start.Knob;

/**
 * What is wrong although every process runs: a disk so full that stores refuse writes, and objects
 * that are not as they were stored.
 *
 * @param data the folder of data, on whose disk it keeps everything
 * @param schedules what is wrong with those of functions
 * @param twin where the platform's objects are when they are elsewhere
 */
record Troubles(
        Path data,
        HostService hosts,
        BlobChecks checks,
        Supplier<List<String>> schedules,
        Optional<FarBlob> twin) {
    private static final double NEARLY_FULL = 0.9;

    /** A record store asks for room for the next group of writes as well. */
    private static final ByteCount RECORD_RESERVE =
            new ByteCount(
                    StoreLimits.DEFAULT.diskReserve().bytes()
                            + StoreLimits.DEFAULT.groupBytes().bytes());

    /** For people, one sentence each. */
    List<String> all() {
        return Stream.concat(
                        Stream.of(refusal(), absence(), damage()).flatMap(Optional::stream),
                        failing().stream())
                .toList();
    }

    private List<String> failing() {
        try {
            return schedules.get();
        } catch (Problem away) {
            return List.of();
        }
    }

    /** Empty while every store takes writes. */
    Optional<String> refusal() {
        long free;
        try {
            free = Disk.system().usableBytes(data);
        } catch (IOException unknown) {
            return Optional.empty();
        }
        return refusal(free);
    }

    static Optional<String> refusal(long free) {
        ByteCount blobReserve = BlobConfig.DEFAULT.diskReserve();
        if (free >= blobReserve.bytes()) {
            return Optional.empty();
        }
        boolean isBlobAlone = free >= RECORD_RESERVE.bytes();
        return Optional.of(
                (isBlobAlone ? "Blob takes" : "Blob, Key-Value, logs and metrics take")
                        + " no writes: "
                        + new ByteCount(free)
                        + " of the disk are free, and the last "
                        + (isBlobAlone ? blobReserve : RECORD_RESERVE)
                        + " are kept in reserve: make room");
    }

    /** Empty while the Blob elsewhere answers, or where there is none. */
    Optional<String> absence() {
        return twin.flatMap(FarBlob::trouble)
                .map(
                        problem ->
                                problem.publicMessage()
                                        + "; apps go on, and deploys fail until it answers");
    }

    Optional<CheckView> elsewhere() {
        return twin.map(
                far ->
                        far.trouble()
                                .map(
                                        problem ->
                                                new CheckView(
                                                        "blob-url",
                                                        "failed",
                                                        problem.publicMessage(),
                                                        "look at that service, and at "
                                                                + Knob.BLOB_URL.variable()
                                                                + ", "
                                                                + Knob.BLOB_CREDENTIALS.variable()
                                                                + " and "
                                                                + Knob.BLOB_CA.variable()))
                                .orElseGet(
                                        () ->
                                                new CheckView(
                                                        "blob-url",
                                                        "ok",
                                                        "the platform's objects are at "
                                                                + far.url(),
                                                        "")));
    }

    private Optional<String> damage() {
        try {
            long damaged = checks.passes().damaged();
            return damaged == 0
                    ? Optional.empty()
                    : Optional.of(
                            damaged + " objects of Blob are damaged: mvi blob check says which");
        } catch (Problem away) {
            return Optional.empty();
        }
    }

    CheckView disk(Path home) {
        HostService.Reading reading = hosts.read();
        double used = (double) reading.diskUsedBytes() / Math.max(1, reading.diskBytes());
        String text = Math.round(used * 100) + " % of the disk of " + home + " is used";
        Optional<String> refusal = refusal();
        if (refusal.isPresent()) {
            return new CheckView("disk", "failed", text, refusal.get());
        }
        return used < NEARLY_FULL
                ? new CheckView("disk", "ok", text, "")
                : new CheckView(
                        "disk", "warning", text, "make room, or move MVI_HOME to a larger disk");
    }

    CheckView blob() {
        try {
            BlobChecks.Passes passes = checks.passes();
            if (passes.damaged() > 0) {
                return new CheckView(
                        "blob",
                        "failed",
                        passes.damaged() + " objects are damaged",
                        "mvi blob check says which, and what to do");
            }
            return new CheckView(
                    "blob",
                    "ok",
                    passes.last()
                            .flatMap(last -> last.ended())
                            .map(ended -> "all objects were as they were stored at " + ended)
                            .orElse("its objects have not been checked yet"),
                    "");
        } catch (Problem problem) {
            return new CheckView("blob", "failed", problem.publicMessage(), "");
        }
    }
}
