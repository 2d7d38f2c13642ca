package mvi.api.schema;

/**
 * One of the eleven services: {@code mvi services}.
 *
 * @param url where it is, or empty
 */
public record ServiceView(String name, String kind, String protocol, String url, String state) {}
