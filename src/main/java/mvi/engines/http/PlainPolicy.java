package mvi.engines.http;

/** Whether a listener that has TLS also takes plain HTTP on the same port. */
public enum PlainPolicy {
    /** Both, told apart by the first byte. */
    ALLOWED,
    /** TLS alone; plain HTTP is answered with 400 and closed. Needs a server that has TLS. */
    REFUSED
}
