package mvi.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Unmodified clients of others, with the variables that {@code services env} prints. */
@Tag("acceptance")
@ExtendWith(Worlds.class)
final class ClientsTest {
    private final World world;

    @TempDir Path folder;

    ClientsTest(World world) {
        this.world = world;
    }

    @Test
    void awsKeepsFilesInBuckets() throws IOException {
        Files.writeString(folder.resolve("one.txt"), "one\n");
        String out =
                world.script(
                        folder,
                        """
                        aws s3 mb s3://acceptance
                        aws s3 cp one.txt s3://acceptance/a/one.txt
                        aws s3 ls s3://acceptance/a/
                        aws s3 cp s3://acceptance/a/one.txt back.txt
                        cmp one.txt back.txt && echo same
                        aws s3 rm s3://acceptance/a/one.txt
                        aws s3 rb s3://acceptance
                        aws s3 ls
                        """);
        assertThat(out).contains("one.txt").contains("same").contains("remove_bucket: acceptance");
    }

    @Test
    void awsKeepsItemsInTables() throws IOException {
        Files.writeString(
                folder.resolve("transact.json"),
                """
                [{"Put": {"TableName": "things", "Item": {"id": {"S": "b"}}}},
                 {"Put": {"TableName": "things", "Item": {"id": {"S": "c"}}}}]
                """);
        String out =
                world.script(
                        folder,
                        """
                        aws dynamodb create-table --table-name things --billing-mode PAY_PER_REQUEST \
                          --key-schema AttributeName=id,KeyType=HASH \
                          --attribute-definitions AttributeName=id,AttributeType=S >/dev/null
                        aws dynamodb put-item --table-name things --item '{"id":{"S":"a"},"n":{"N":"1"}}' \
                          --condition-expression 'attribute_not_exists(id)'
                        if aws dynamodb put-item --table-name things --item '{"id":{"S":"a"}}' \
                          --condition-expression 'attribute_not_exists(id)' 2>refusal; then exit 9; fi
                        cat refusal
                        aws dynamodb get-item --table-name things --key '{"id":{"S":"a"}}' --output json
                        aws dynamodb query --table-name things --key-condition-expression 'id = :i' \
                          --expression-attribute-values '{":i":{"S":"a"}}' --output json
                        aws dynamodb transact-write-items --transact-items file://transact.json
                        aws dynamodb scan --table-name things --select COUNT --query Count
                        aws dynamodb delete-item --table-name things --key '{"id":{"S":"a"}}'
                        aws dynamodb delete-table --table-name things >/dev/null
                        """);
        assertThat(out)
                .contains("ConditionalCheckFailedException")
                .contains("\"N\": \"1\"")
                .containsPattern("(?m)^3$");
    }

    @Test
    void awsEncryptsWithKeysThatItNeverSees() throws IOException {
        Files.writeString(folder.resolve("plain"), "plain words");
        String out =
                world.script(
                        folder,
                        """
                        key=$(aws kms create-key --query KeyMetadata.KeyId --output text)
                        aws kms encrypt --key-id "$key" --plaintext fileb://plain \
                          --query CiphertextBlob --output text | base64 -d >sealed
                        ! grep -q plain sealed
                        aws kms decrypt --ciphertext-blob fileb://sealed --query Plaintext --output text | base64 -d
                        echo
                        aws kms generate-data-key --key-id "$key" --key-spec AES_256 \
                          --query Plaintext --output text | base64 -d | wc -c
                        """);
        assertThat(out).contains("plain words\n").contains("32");
    }

    @Test
    void skopeoPushesAndPullsImages() throws IOException {
        String out =
                world.script(
                        folder,
                        """
                        to="docker://$MVI_REGISTRY/other/java:copy"
                        c="$MVI_REGISTRY_USER:$MVI_REGISTRY_PASSWORD"
                        skopeo copy -q --src-tls-verify=false --src-creds "$c" \
                          "docker://$MVI_REGISTRY/mvi/java:25" dir:java
                        skopeo copy -q --dest-tls-verify=false --dest-creds "$c" dir:java "$to"
                        skopeo inspect --tls-verify=false --creds "$c" "$to" | grep Digest
                        if skopeo inspect --tls-verify=false --creds "x:y" "$to" 2>refusal; then exit 9; fi
                        echo refused
                        """);
        assertThat(out).contains("sha256:").contains("refused");
    }
}
