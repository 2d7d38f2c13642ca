package mvi.engines.proxy;

import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;

/** The client of one exchange: a connection of HTTP/1, or a stream of HTTP/2. */
interface ClientSide {
    Lane lane();

    /** What it speaks: {@code HTTP/1.1}. */
    String protocol();

    /** Where it came in. */
    Entrance entrance();

    /** The request has come whole. */
    boolean requestEnded();

    /** The side takes more now without holding it in memory. */
    boolean isWritable();

    /** A byte has moved: its time begins anew. */
    void active();

    /** Nothing can be asked after this exchange. */
    void closeAfterwards();

    /** Takes in more of the request when the exchange can, and stops when it can't. */
    void updateReading();

    /** One of 1xx before the answer (RFC 9110 section 15.2). */
    void writeInterim(HttpResponse response, HttpMethod method);

    /**
     * @param end how the target tells the body's end
     * @return how it is told to the client
     */
    ResponseRules.End writeHead(HttpResponse response, HttpMethod method, ResponseRules.End end);

    void write(HttpContent content);

    void flush();

    /** The response has been written whole. */
    void responseEnded();

    /** Answers in the target's stead. */
    void answer(OwnAnswer answer, HttpMethod method);

    /**
     * Breaks the response off, so that the client can't take what it has for the whole.
     *
     * @param isToldByClose its end would be told by the connection's
     */
    void cut(boolean isToldByClose);

    /** What follows would be the new protocol's, and nothing of the old one is left. */
    boolean mayUpgrade();

    /** The target has agreed to another protocol. */
    void writeUpgrade(HttpResponse response, HttpMethod method, String protocol);

    /** Leaves itself and the connection to a tunnel, which tells the exchange of its end. */
    void becomeTunnel(TargetConnection target, Tunnel.Ended ended);
}
