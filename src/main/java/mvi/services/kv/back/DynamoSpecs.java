package mvi.services.kv.back;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mvi.engines.base.Problem;
import mvi.services.kv.Table;
import mvi.services.kv.TableName;
import mvi.services.kv.TableSpec;
import mvi.services.kv.TableSpec.KeyAttribute;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** Tables between this service's records and the SDK's. */
final class DynamoSpecs {
    private DynamoSpecs() {}

    static List<KeySchemaElement> schema(TableSpec spec) {
        List<KeySchemaElement> schema = new ArrayList<>();
        schema.add(element(spec.partition(), KeyType.HASH));
        spec.sort().ifPresent(sort -> schema.add(element(sort, KeyType.RANGE)));
        return schema;
    }

    private static KeySchemaElement element(KeyAttribute key, KeyType role) {
        return KeySchemaElement.builder().attributeName(key.name()).keyType(role).build();
    }

    static List<AttributeDefinition> attributes(TableSpec spec) {
        List<AttributeDefinition> attributes = new ArrayList<>();
        attributes.add(attribute(spec.partition()));
        spec.sort().ifPresent(sort -> attributes.add(attribute(sort)));
        return attributes;
    }

    private static AttributeDefinition attribute(KeyAttribute key) {
        ScalarAttributeType type =
                switch (key.type()) {
                    case TEXT -> ScalarAttributeType.S;
                    case NUMBER -> ScalarAttributeType.N;
                    case BYTES -> ScalarAttributeType.B;
                };
        return AttributeDefinition.builder().attributeName(key.name()).attributeType(type).build();
    }

    static Table table(TableName name, TableDescription table) {
        TableSpec spec =
                new TableSpec(
                        key(table, KeyType.HASH)
                                .orElseThrow(() -> Problem.bug("a table without a key", null)),
                        key(table, KeyType.RANGE));
        return new Table(
                name,
                spec,
                table.creationDateTime(),
                Optional.ofNullable(table.itemCount()).orElse(0L),
                Optional.ofNullable(table.tableSizeBytes()).orElse(0L));
    }

    private static Optional<KeyAttribute> key(TableDescription table, KeyType role) {
        return table.keySchema().stream()
                .filter(each -> each.keyType() == role)
                .map(KeySchemaElement::attributeName)
                .map(name -> new KeyAttribute(name, type(table, name)))
                .findFirst();
    }

    private static TableSpec.KeyType type(TableDescription table, String name) {
        ScalarAttributeType type =
                table.attributeDefinitions().stream()
                        .filter(each -> each.attributeName().equals(name))
                        .map(AttributeDefinition::attributeType)
                        .findFirst()
                        .orElse(ScalarAttributeType.UNKNOWN_TO_SDK_VERSION);
        return switch (type) {
            case S -> TableSpec.KeyType.TEXT;
            case N -> TableSpec.KeyType.NUMBER;
            case B -> TableSpec.KeyType.BYTES;
            case UNKNOWN_TO_SDK_VERSION ->
                    throw Problem.bug("a key attribute without a type: " + name, null);
        };
    }
}
