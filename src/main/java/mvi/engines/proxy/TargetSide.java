package mvi.engines.proxy;

import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;

/** The target of one exchange: a connection of HTTP/1, or a stream of HTTP/2. */
sealed interface TargetSide permits TargetConnection, TargetStream {
    Target target();

    /** When it breaks before an answer, the target may not have seen the request at all. */
    boolean mayBeUnseen();

    boolean isWritable();

    /** Takes the request's head; what it answers is told to the exchange. */
    void begin(Exchange exchange, HttpRequest head);

    void write(HttpContent content);

    void flush();

    /** Whether more of the response is taken in. */
    void reading(boolean isReading);

    /** The exchange is over, and its response came whole. */
    void rest();

    /** Ends the exchange, however far it is. */
    void close();
}
