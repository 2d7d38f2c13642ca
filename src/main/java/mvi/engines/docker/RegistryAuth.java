package mvi.engines.docker;

import mvi.engines.base.Secret;

/**
 * A registry's credentials.
 *
 * @param host with its port: {@code 127.0.0.1:5000}
 */
public record RegistryAuth(String host, String user, Secret password) {}
