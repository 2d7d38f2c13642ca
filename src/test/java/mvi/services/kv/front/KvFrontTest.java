package mvi.services.kv.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mvi.services.kv.back.KvWorld;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** An app's own SDK against the front. */
class KvFrontTest {
    private static final Map<String, AttributeValue> KEY = Map.of("p", AttributeValue.fromS("a"));
    private @TempDir Path folder;
    private KvWorld world;
    private DynamoDbClient app;

    @BeforeEach
    void open() {
        world = new KvWorld(folder, (table, items) -> {});
        app = client(KvWorld.secret());
        create("things");
    }

    @AfterEach
    void close() {
        app.close();
        world.close();
    }

    private DynamoDbClient client(String secret) {
        return DynamoDbClient.builder()
                .endpointOverride(world.endpoint())
                .region(Region.of("local"))
                .credentialsProvider(
                        StaticCredentialsProvider.create(
                                AwsBasicCredentials.create("MVIAPP", secret)))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }

    private void create(String table) {
        app.createTable(
                request ->
                        request.tableName(table)
                                .keySchema(key -> key.attributeName("p").keyType(KeyType.HASH))
                                .attributeDefinitions(
                                        each ->
                                                each.attributeName("p")
                                                        .attributeType(ScalarAttributeType.S))
                                .billingMode(BillingMode.PAY_PER_REQUEST));
    }

    private Map<String, AttributeValue> update(
            String expression, Map<String, AttributeValue> values) {
        return app.updateItem(
                        request ->
                                request.tableName("things")
                                        .key(KEY)
                                        .updateExpression(expression)
                                        .expressionAttributeValues(values.isEmpty() ? null : values)
                                        .returnValues(ReturnValue.ALL_NEW))
                .attributes();
    }

    @Test
    void anUpdateSetsAddsRemovesAndDeletes() {
        AttributeValue one = AttributeValue.fromN("1");
        assertThat(update("ADD hits :one", Map.of(":one", one))).containsEntry("hits", one);
        assertThat(
                        update(
                                "SET hits = hits + :one, marks = list_append(if_not_exists(marks,"
                                        + " :none), :more) ADD tags :tags",
                                Map.of(
                                        ":one",
                                        one,
                                        ":none",
                                        AttributeValue.fromL(List.of()),
                                        ":more",
                                        AttributeValue.fromL(List.of(one, one)),
                                        ":tags",
                                        AttributeValue.fromSs(List.of("x", "y")))))
                .containsEntry("hits", AttributeValue.fromN("2"))
                .containsEntry("marks", AttributeValue.fromL(List.of(one, one)));
        assertThat(
                        update(
                                "REMOVE marks[0] DELETE tags :x",
                                Map.of(":x", AttributeValue.fromSs(List.of("x")))))
                .containsEntry("marks", AttributeValue.fromL(List.of(one)))
                .containsEntry("tags", AttributeValue.fromSs(List.of("y")));
        assertThatThrownBy(() -> update("SET p = :one", Map.of(":one", one)))
                .isInstanceOf(DynamoDbException.class)
                .hasMessageContaining("part of the key");
    }

    @Test
    void refusalsHaveTheNamesThatSdksKnow() {
        assertThat(refusal(() -> create("things"))).isEqualTo("ResourceInUseException");
        assertThat(refusal(() -> create("closed-1"))).isEqualTo("AccessDeniedException");
        assertThat(refusal(() -> app.describeTable(each -> each.tableName("none"))))
                .isEqualTo("ResourceNotFoundException");
        assertThat(refusal(() -> app.describeLimits(each -> {})))
                .isEqualTo("UnknownOperationException");
        try (DynamoDbClient stranger = client("another")) {
            assertThat(refusal(stranger::listTables)).isEqualTo("InvalidSignatureException");
        }
        assertThat(
                        refusal(
                                () ->
                                        app.getItem(
                                                each ->
                                                        each.tableName("things")
                                                                .key(KEY)
                                                                .attributesToGet("p"))))
                .isEqualTo("ValidationException");
    }

    @Test
    void aProjectionKeepsWhatItNames() {
        app.putItem(
                each ->
                        each.tableName("things")
                                .item(
                                        Map.of(
                                                "p",
                                                AttributeValue.fromS("a"),
                                                "m",
                                                AttributeValue.fromM(
                                                        Map.of(
                                                                "x",
                                                                AttributeValue.fromBool(true),
                                                                "y",
                                                                AttributeValue.fromNul(true))))));
        assertThat(
                        app.getItem(
                                        each ->
                                                each.tableName("things")
                                                        .key(KEY)
                                                        .projectionExpression("m.#x")
                                                        .expressionAttributeNames(
                                                                Map.of("#x", "x")))
                                .item())
                .isEqualTo(
                        Map.of(
                                "m",
                                AttributeValue.fromM(Map.of("x", AttributeValue.fromBool(true)))));
    }

    private static String refusal(Runnable call) {
        try {
            call.run();
        } catch (DynamoDbException refused) {
            return refused.awsErrorDetails().errorCode();
        }
        throw new AssertionError("it was not refused");
    }
}
