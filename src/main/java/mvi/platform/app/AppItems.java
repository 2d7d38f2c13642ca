package mvi.platform.app;

import java.time.Instant;
import java.util.Optional;
import mvi.services.kv.AttributeValue;
import mvi.services.kv.Item;

/** App records as items: schema 1. */
final class AppItems {
    private AppItems() {}

    static Item key(String name) {
        return Item.of("name", name);
    }

    static Item write(AppRecord app) {
        Desired desired = app.desired();
        Item item =
                Schema.stamp(key(app.name()))
                        .with("account", app.account())
                        .with("accessKeyId", app.accessKeyId())
                        .with("created", app.created().toString())
                        .with("version", app.version())
                        .with("generation", desired.generation().label())
                        .with("fallback", desired.fallback().map(Generation::label).orElse(""))
                        .with("scale", ItemMaps.numbers(desired.scale()))
                        .with("restarts", desired.restarts())
                        .with("purged", desired.isPurged() ? 1 : 0)
                        .with("maintenance", desired.maintenance());
        return desired.deleted().isEmpty()
                ? item
                : item.with("deleted", desired.deleted().get().toString());
    }

    static AppRecord read(Item item) {
        Schema.check(item, "app " + item.text("name"));
        String fallback = item.text("fallback");
        Desired desired =
                new Desired(
                        Generation.parse(item.text("generation")),
                        fallback.isEmpty()
                                ? Optional.empty()
                                : Optional.of(Generation.parse(fallback)),
                        ItemMaps.numbers(item.get("scale")),
                        (int) item.number("restarts"),
                        item.get("deleted").map(value -> Instant.parse(value.asText())),
                        item.number("purged") == 1,
                        item.get("maintenance").map(AttributeValue::asText).orElse(""));
        return new AppRecord(
                item.text("name"),
                item.text("account"),
                item.text("accessKeyId"),
                Instant.parse(item.text("created")),
                desired,
                item.number("version"));
    }
}
