package mvi.manifest;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a function runs for, from {@code x-mvi.on}. */
public sealed interface Trigger {
    /**
     * An object that changed.
     *
     * @param bucket the provider's name in the manifest
     * @param prefix of the object's name; empty for any
     * @param suffix of the object's name; empty for any
     */
    record Blob(String bucket, List<BlobChange> events, String prefix, String suffix)
            implements Trigger {
        public Blob {
            events = List.copyOf(events);
        }
    }

    /** What became of an object. */
    enum BlobChange {
        CREATED,
        REMOVED
    }

    /**
     * A line that a process of the app wrote.
     *
     * @param match a pipeline of LogQL that the line passes; empty for every line
     */
    record Log(String process, String match) implements Trigger {}

    /**
     * The time.
     *
     * @param expected how long there may be no run that succeeded, until that is a fault
     */
    record Schedule(
            Timetable timetable, Overlap overlap, Missed missed, Optional<Duration> expected)
            implements Trigger {}

    /** What becomes of a run that is due while the one before it goes on. */
    enum Overlap {
        SKIP,
        QUEUE,
        ALLOW
    }

    /** What is made up for of the runs that were due while the platform was down. */
    enum Missed {
        /** One for all of them. */
        ONE,
        NONE
    }

    /** A release of the app that came to its end. */
    record Release(List<Outcome> outcomes) implements Trigger {
        public Release {
            outcomes = List.copyOf(outcomes);
        }
    }

    /** How a release ended. */
    enum Outcome {
        SUCCEEDED,
        FAILED
    }
}
