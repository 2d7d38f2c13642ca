package mvi.engines.http;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import mvi.engines.base.Problem;
import org.jspecify.annotations.Nullable;

/** One request and its reply: the virtual thread's side of a {@link ServerConnection}. */
final class Exchange implements Runnable, BodyPipe.Listener {
    /** What of an unread body is taken off the wire to keep a connection; more closes it. */
    static final int DRAIN_LIMIT = 256 * 1024;

    private final ServerConnection connection;
    private final ServerSettings settings;
    private final Channel channel;
    private final RequestHead.Good head;
    private final HttpRequest request;
    private final BodyPipe body;
    private final Outlet outlet;
    private final Object living = new Object();
    private @Nullable Thread liveThread;
    private boolean isGone;
    private boolean isLive;
    private boolean isInputShut;
    private volatile boolean mustContinue;
    private volatile boolean hasBegun;

    Exchange(
            ServerConnection connection,
            ServerSettings settings,
            Channel channel,
            RequestHead.Good head,
            Outlet outlet) {
        this.connection = connection;
        this.settings = settings;
        this.channel = channel;
        this.head = head;
        this.outlet = outlet;
        this.body = new BodyPipe(head.length(), settings.limits().idleTime(), this);
        this.mustContinue = head.expectsContinue() && !head.isOldVersion();
        this.request = connection.request(head, body);
    }

    RequestHead.Good head() {
        return head;
    }

    BodyPipe body() {
        return body;
    }

    Outlet outlet() {
        return outlet;
    }

    Channel channel() {
        return channel;
    }

    ServerSettings settings() {
        return settings;
    }

    @Override
    public void run() {
        boolean isWhole = false;
        boolean closes = true;
        try {
            HttpReply reply = answer();
            closes = closes(reply);
            new ReplyWriter(this, closes).send(reply);
            isWhole = true;
        } catch (IOException | InterruptedException gone) {
            settings.events().info("http.reply-cut", "path", head.path(), "why", gone);
        } finally {
            boolean mayStay = isWhole && !closes;
            // Here and not on the event loop, which may be closed by now: what nobody read is given
            // back.
            body.discard();
            settle(mayStay);
            if (!isWhole) {
                channel.close();
            }
        }
    }

    private void settle(boolean mayStay) {
        try {
            channel.eventLoop().execute(() -> connection.replied(this, mayStay));
        } catch (RejectedExecutionException stopped) {
            // The server was closed meanwhile, and every connection with it.
            settings.events().info("http.reply-after-close", "path", head.path());
        }
    }

    private HttpReply answer() throws IOException {
        HttpReply reply;
        try {
            reply = settings.handler().handle(request);
        } catch (Exception thrown) {
            if (body.isCut() && !body.isMalformed()) {
                throw new IOException("the request's body broke off", thrown);
            }
            if (!body.isMalformed()) {
                warn(thrown);
            }
            reply = HttpReply.text(500, "Internal Server Error\n");
        }
        if (!body.isMalformed()) {
            return reply;
        }
        ReplyWriter.release(reply.body());
        return HttpReply.text(400, "The body's framing is broken\n");
    }

    /** A failure inside a handler or a live writer, which nobody up there has mapped. */
    void warn(Exception thrown) {
        settings.events()
                .warn(
                        "http.handler-failed",
                        "method",
                        head.method(),
                        "path",
                        head.path(),
                        "error",
                        thrown,
                        "detail",
                        thrown instanceof Problem problem ? problem.detail() : "",
                        "at",
                        thrown.getStackTrace().length > 0 ? thrown.getStackTrace()[0] : "");
    }

    /** Decided before the reply's head goes out, since it says so. */
    private boolean closes(HttpReply reply) {
        boolean isTooMuch =
                head.length().isPresent()
                        && head.length().getAsLong() - body.received() > DRAIN_LIMIT
                        && !(reply.body() instanceof ReplyBody.Live);
        boolean asksClose =
                reply.headers().first("Connection").filter("close"::equalsIgnoreCase).isPresent();
        // A client that was not told to continue may send the body or not: the framing is unsure.
        boolean isUnsure = mustContinue && !(reply.body() instanceof ReplyBody.Live);
        return !head.keepsAlive()
                || isTooMuch
                || asksClose
                || isUnsure
                || body.isCut()
                || settings.isDraining().get();
    }

    /**
     * The reply's head goes out: too late for 100 Continue. What a client sends while a live reply
     * goes on is a conversation, in which both sides may be silent. A client that has shut its side
     * can not be told from one that is gone, and a live reply to it could last for ever: there is
     * none.
     */
    void begin(boolean withLiveBody) throws IOException {
        if (withLiveBody) {
            synchronized (living) {
                isLive = true;
                body.allowSilence();
                if (isInputShut) {
                    throw new IOException("the client has gone");
                }
            }
            if (mustContinue) {
                sendContinue();
            }
        }
        hasBegun = true;
    }

    @Override
    public void asked() {
        if (mustContinue && !hasBegun) {
            sendContinue();
        }
    }

    private void sendContinue() {
        mustContinue = false;
        channel.writeAndFlush(
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
    }

    @Override
    public void drained() {
        channel.eventLoop().execute(connection::steerReading);
    }

    @Override
    public void abandoned() {
        channel.eventLoop().execute(connection::steerReading);
    }

    /** Runs {@code writer} so that a client which goes away interrupts it. */
    void live(Live writer) throws IOException, InterruptedException {
        synchronized (living) {
            if (isGone) {
                throw new IOException("the client has gone");
            }
            liveThread = Thread.currentThread();
        }
        try {
            writer.run();
        } finally {
            synchronized (living) {
                liveThread = null;
            }
            // An interrupt that came too late must not hit what the thread does next.
            boolean _ = Thread.interrupted();
        }
    }

    /** What {@link #live} runs. */
    @FunctionalInterface
    interface Live {
        void run() throws IOException, InterruptedException;
    }

    /** From the event loop: the client went away. */
    void gone() {
        body.fail(new CutBodyException("the client went away within its request", false));
        synchronized (living) {
            isGone = true;
            if (liveThread != null) {
                liveThread.interrupt();
            }
        }
        outlet.wake();
    }

    /**
     * From the event loop: nothing more comes from the client. True when this is its end: the reply
     * is a live one, begun or about to be.
     */
    boolean endsWithInput() {
        synchronized (living) {
            isInputShut = true;
            return isLive;
        }
    }
}
