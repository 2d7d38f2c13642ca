package mvi.platform.function;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import mvi.engines.base.Problem;

/**
 * Puts the events of many callers into the queue by common transactions: whoever comes while one is
 * on its way to the disk joins the next. A transaction costs the same for one event as for many.
 *
 * <p>How many wait is bounded by how many callers the doors let in at once.
 */
final class EventIntake {
    private final EventQueue queue;
    private final ReentrantLock waitingLock = new ReentrantLock();
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private boolean isBusy;

    EventIntake(EventQueue queue) {
        this.queue = queue;
    }

    private record Waiting(FunctionEvent event, CompletableFuture<Boolean> isWritten) {}

    /** It is on the disk when this returns. Throws what the queue does. */
    void add(FunctionEvent event) {
        Waiting mine = new Waiting(event, new CompletableFuture<>());
        boolean isFirst;
        waitingLock.lock();
        try {
            waiting.add(mine);
            isFirst = !isBusy;
            isBusy = true;
        } finally {
            waitingLock.unlock();
        }
        if (isFirst) {
            Thread.ofVirtual().name("event-intake").start(this::writeWhatWaits);
        }
        try {
            boolean _ = mine.isWritten().join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof Problem problem) {
                throw problem;
            }
            throw Problem.bug("events were not put into their queue: " + failed, failed);
        }
    }

    private void writeWhatWaits() {
        for (List<Waiting> batch = next(); !batch.isEmpty(); batch = next()) {
            try {
                queue.add(batch.stream().map(Waiting::event).toList());
                batch.forEach(each -> each.isWritten().complete(true));
            } catch (RuntimeException failed) {
                batch.forEach(each -> each.isWritten().completeExceptionally(failed));
            }
        }
    }

    /** As many as one transaction takes, so that all of them are written or none is. */
    private List<Waiting> next() {
        List<Waiting> batch = new ArrayList<>();
        int bytes = 0;
        waitingLock.lock();
        try {
            for (Waiting first = waiting.peek(); first != null; first = waiting.peek()) {
                bytes += first.event().payload().length;
                if (!batch.isEmpty() && !EventQueue.isOneTransaction(batch.size() + 1, bytes)) {
                    break;
                }
                batch.add(waiting.remove());
            }
            isBusy = !batch.isEmpty();
        } finally {
            waitingLock.unlock();
        }
        return batch;
    }
}
