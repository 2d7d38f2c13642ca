package mvi.services.blob;

import java.util.Optional;
import mvi.engines.base.Secret;

/**
 * How to seal an object, with the key where that comes from outside.
 *
 * @param customerKey of 32 bytes, for {@link Encryption.Scheme#CUSTOMER}
 */
public record Sealing(Encryption encryption, Optional<Secret> customerKey) {}
