package mvi.engines.http;

import mvi.engines.base.Secret;

/**
 * What a server shows of itself.
 *
 * @param chain its certificate first, then what leads to the root, in PEM
 * @param key its private key, PKCS#8 in PEM
 */
public record TlsIdentity(String chain, Secret key) {}
