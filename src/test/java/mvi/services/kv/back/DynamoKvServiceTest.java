package mvi.services.kv.back;

import java.util.Optional;
import mvi.services.kv.KvService;

/** The contract over the wire: SDK, signature, front, core. */
class DynamoKvServiceTest extends KvContract {
    @Override
    KvService of(KvWorld world) {
        return world.client(Optional.empty());
    }
}
