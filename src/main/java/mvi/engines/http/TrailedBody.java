package mvi.engines.http;

import mvi.engines.base.ByteSource;

/** A request's body, with the fields that its sender put behind it (RFC 9110 section 6.5). */
public interface TrailedBody extends ByteSource {
    /** Known once the body has been read to its end; none before. */
    Headers trailers();
}
