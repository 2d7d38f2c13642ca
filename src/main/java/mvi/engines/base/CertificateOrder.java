package mvi.engines.base;

/**
 * A certificate as a public authority is asked for it.
 *
 * @param name that it is for
 * @param challenge by which the name is proven, where the authority offers it; else by another
 */
public record CertificateOrder(String name, Challenge challenge) {}
