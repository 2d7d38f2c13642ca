package mvi.platform.function;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** What functions did since this process began, in numbers. */
public final class FunctionNumbers {
    /** Upper bounds of how long functions run, in seconds; the last is open. */
    public static final List<Double> BOUNDS =
            List.of(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0);

    private static final double NANOS = 1e9;

    private final Map<FunctionName, Counts> counts = new ConcurrentHashMap<>();

    /** Of one function. */
    public static final class Counts {
        private final LongAdder invocations = new LongAdder();
        private final LongAdder errors = new LongAdder();
        private final LongAdder throttles = new LongAdder();
        private final LongAdder coldStarts = new LongAdder();
        private final LongAdder deadLetters = new LongAdder();
        private final LongAdder nanos = new LongAdder();
        private final AtomicLongArray buckets = new AtomicLongArray(BOUNDS.size() + 1);

        void ran(InvocationResult result) {
            invocations.increment();
            if (result instanceof InvocationResult.Failed) {
                errors.increment();
            }
            if (result.ran().coldStart().isPresent()) {
                coldStarts.increment();
            }
            Duration took = result.ran().took();
            nanos.add(took.toNanos());
            int bucket = 0;
            while (bucket < BOUNDS.size() && took.toNanos() / NANOS > BOUNDS.get(bucket)) {
                bucket++;
            }
            buckets.incrementAndGet(bucket);
        }

        void throttled() {
            throttles.increment();
        }

        void deadLetter() {
            deadLetters.increment();
        }

        public long invocations() {
            return invocations.sum();
        }

        public long errors() {
            return errors.sum();
        }

        public long throttles() {
            return throttles.sum();
        }

        public long coldStarts() {
            return coldStarts.sum();
        }

        public long deadLetters() {
            return deadLetters.sum();
        }

        public double seconds() {
            return nanos.sum() / NANOS;
        }

        /** How many ran no longer than each bound; the last is all of them. */
        public List<Long> cumulative() {
            List<Long> all = new ArrayList<>();
            long sum = 0;
            for (int i = 0; i < buckets.length(); i++) {
                sum += buckets.get(i);
                all.add(sum);
            }
            return all;
        }
    }

    public Counts of(FunctionName function) {
        return counts.computeIfAbsent(function, unused -> new Counts());
    }

    void retain(List<FunctionName> functions) {
        counts.keySet().retainAll(functions);
    }
}
