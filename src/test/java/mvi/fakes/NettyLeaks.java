package mvi.fakes;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails the test class that ran, at the latest the next, when Netty found a buffer that was never
 * released. Netty tells of leaks by its logger alone, which is silent here. Registered for every
 * test class.
 */
public final class NettyLeaks implements BeforeAllCallback, AfterAllCallback {
    private static final Queue<String> FOUND = new ConcurrentLinkedQueue<>();

    private static final long MAXIMUM_WAIT_MILLIS = 5000;

    private static final class Recorder<T> extends ResourceLeakDetector<T> {
        Recorder(Class<?> type, int interval) {
            super(type, interval);
        }

        @Override
        protected boolean needReport() {
            return true;
        }

        @Override
        protected void reportTracedLeak(String resource, String records) {
            FOUND.add(resource + records);
        }

        @Override
        protected void reportUntracedLeak(String resource) {
            FOUND.add(resource);
        }
    }

    private static final class Recorders extends ResourceLeakDetectorFactory {
        @Override
        @SuppressWarnings("deprecation") // Netty leaves no other method to override.
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(
                Class<T> type, int interval, long maximum) {
            return new Recorder<>(type, interval);
        }

        @Override
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> type, int interval) {
            return new Recorder<>(type, interval);
        }
    }

    /** Before Netty's own classes take their detectors; later calls change nothing. */
    @Override
    public void beforeAll(ExtensionContext context) {
        if (!(ResourceLeakDetectorFactory.instance() instanceof Recorders)) {
            ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Recorders());
        }
    }

    /** Returns when what the collector found has been told to its queues. */
    private static void collect() throws InterruptedException {
        ReferenceQueue<Object> told = new ReferenceQueue<>();
        WeakReference<Object> canary = new WeakReference<>(new Object(), told);
        System.gc();
        told.remove(MAXIMUM_WAIT_MILLIS);
        Reference.reachabilityFence(canary);
    }

    /** Collected buffers are found when the next one is tracked. */
    @Override
    public void afterAll(ExtensionContext context) throws InterruptedException {
        if (context.getRequiredTestClass().getPackageName().startsWith("mvi.engines.")) {
            collect();
            PooledByteBufAllocator.DEFAULT.buffer(1).release();
        }
        List<String> leaks = new ArrayList<>();
        for (String leak = FOUND.poll(); leak != null; leak = FOUND.poll()) {
            leaks.add(leak);
        }
        if (!leaks.isEmpty()) {
            throw new AssertionError("buffers were not released: " + leaks);
        }
    }
}
