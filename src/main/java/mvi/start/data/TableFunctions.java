package mvi.start.data;

import mvi.platform.app.PlatformTables;
import mvi.platform.function.FunctionName;
import mvi.services.blob.front.NotificationTargets;
import mvi.services.kv.Item;
import mvi.services.kv.KvService;

/** Which functions there are, as control has put on record. */
record TableFunctions(KvService kv) implements NotificationTargets {
    boolean isThere(FunctionName function) {
        Item key = Item.of("account", function.account()).with("name", function.name());
        return kv.get(PlatformTables.FUNCTIONS, key).isPresent();
    }

    @Override
    public boolean isThere(String account, String target) {
        return FunctionName.ofArn(target)
                .filter(function -> function.account().equals(account))
                .filter(this::isThere)
                .isPresent();
    }
}
