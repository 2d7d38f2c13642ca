package mvi.services.kv.front;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import mvi.engines.wire.Json;
import mvi.services.kv.Expression;
import mvi.services.kv.KvService;
import mvi.services.kv.Page;
import mvi.services.kv.Query;

/** Query and Scan. */
record PageOperations(KvService kv) {
    private static final String KEY = "KeyConditionExpression";
    private static final String FILTER = "FilterExpression";
    private static final String PROJECTION = "ProjectionExpression";

    /** A page ends at 1 MB; no item is so small that more of them fit. */
    private static final int MOST = 1_000_000;

    KvReply query(KvFields fields) {
        fields.refuseUnused(KEY, FILTER, PROJECTION);
        if (!fields.has(KEY)) {
            throw KvFields.missing(KEY);
        }
        return page(fields, fields.expression(KEY), fields.bool("ScanIndexForward", true));
    }

    KvReply scan(KvFields fields) {
        fields.refuseUnused(FILTER, PROJECTION);
        if (fields.number("TotalSegments", 1, 2) > 1) {
            fields.refuse("TotalSegments", "a scan has one segment");
        }
        return page(fields, Expression.NONE, true);
    }

    private KvReply page(KvFields fields, Expression key, boolean isAscending) {
        fields.refuse("IndexName", "The table does not have the specified index");
        String select =
                fields.choice(
                        "Select",
                        fields.has(PROJECTION) ? "SPECIFIC_ATTRIBUTES" : "ALL_ATTRIBUTES",
                        "SPECIFIC_ATTRIBUTES",
                        "ALL_ATTRIBUTES",
                        "COUNT");
        Optional<Projection> projection = Projection.of(fields);
        Page page =
                kv.query(
                        new Query(
                                fields.table(),
                                key,
                                fields.expression(FILTER),
                                isAscending,
                                fields.anItem("ExclusiveStartKey"),
                                fields.number("Limit", MOST, MOST)));
        ObjectNode answer =
                Json.object().put("Count", page.items().size()).put("ScannedCount", page.scanned());
        if (!select.equals("COUNT")) {
            ArrayNode items = answer.putArray("Items");
            page.items()
                    .forEach(
                            item -> items.add(Attributes.json(Projection.apply(projection, item))));
        }
        page.next().ifPresent(next -> answer.set("LastEvaluatedKey", Attributes.json(next)));
        return KvReply.ok(answer);
    }
}
