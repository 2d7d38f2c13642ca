package mvi.services.crypto.back;

import java.net.URI;
import mvi.engines.base.Secret;

/** Where Crypto's front is, and who asks it. */
public record KmsClientConfig(
        URI endpoint, String region, String accessKeyId, Secret secretAccessKey) {}
