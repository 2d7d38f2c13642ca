package mvi.services.kv.back;

import java.util.Optional;
import mvi.services.kv.KvService;

/** The contract where one account holds the tables of all. */
class PrefixedKvServiceTest extends KvContract {
    @Override
    KvService of(KvWorld world) {
        return world.client(Optional.of("mvi."));
    }
}
