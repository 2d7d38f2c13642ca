package mvi.engines.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import mvi.engines.base.Kind;
import mvi.engines.base.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MalformedPolicyTest {
    private static final String VALID =
            """
            {"Version":"2012-10-17","Id":"i","Statement":[{"Sid":"s","Effect":"Deny",\
            "Principal":{"AWS":"*"},"Action":["s3:GetObject"],"Resource":"arn:aws:s3:::photos/*",\
            "Condition":{"StringEquals":{"aws:Referer":"a"}}}]}\
            """;

    private static void refused(String document, String where) {
        assertThatThrownBy(() -> PolicyDocument.parse(document, Documents.BUCKET))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> {
                            assertThat(problem.code()).isEqualTo("malformed-policy");
                            assertThat(problem.kind()).isEqualTo(Kind.INVALID);
                            assertThat(problem.publicMessage())
                                    .startsWith("the policy is refused: ")
                                    .contains(where)
                                    .hasSizeLessThan(600);
                        });
    }

    @Test
    void theDocumentThatOthersAreMadeOfIsAccepted() {
        assertThat(PolicyDocument.parse(VALID, Documents.BUCKET).isPublic()).isFalse();
    }

    /** What is replaced in the valid document, by what, and where the message says it is wrong. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    "2012-10-17"                 | "2012-10-18"           | document.Version
                    "2012-10-17"                 | 2012                   | document.Version
                    "2012-10-17"                 | null                   | document.Version
                    "Id":"i"                     | "Id":{}                | document.Id
                    "Id"                         | "id"                   | element id
                    "Id"                         | "Version"              | JSON
                    "Statement"                  | "Statements"           | element Statements
                    "Sid":"s"                    | "Sid":1                | Statement[0].Sid
                    "Sid"                        | "Comment"              | element Comment
                    "Effect":"Deny"              | "Effect":"deny"        | Statement[0].Effect
                    "Effect":"Deny"              | "Effect":true          | Statement[0].Effect
                    "Effect":"Deny",             | ``                     | Statement[0].Effect
                    {"AWS":"*"}                  | "everybody"            | Statement[0].Principal
                    {"AWS":"*"}                  | {}                     | Statement[0].Principal
                    {"AWS":"*"}                  | ["*"]                  | Statement[0].Principal
                    {"AWS":"*"}                  | {"AWS":[]}             | Statement[0].Principal.AWS
                    {"AWS":"*"}                  | {"AWS":100000000002}   | Statement[0].Principal.AWS
                    {"AWS":"*"}                  | {"AWS":"1000"}         | 1000 is no principal
                    {"AWS":"*"}                  | {"AWS":"arn:aws:iam::100000000002"} | no principal
                    {"AWS":"*"}                  | {"AWS":"arn:aws:iam::100000000002:role/a"} | no principal
                    {"AWS":"*"}                  | {"AWS":"arn:aws:iam::*:root"} | no principal
                    {"AWS":"*"}                  | {"CanonicalUser":"*"}  | * is no canonical id
                    {"AWS":"*"}                  | {"Service":"s3.example"} | element Service
                    "Principal":{"AWS":"*"},     | ``                     | Principal or NotPrincipal
                    "Sid":"s"                    | "NotPrincipal":"*"     | Principal or NotPrincipal
                    "Sid":"s"                    | "NotAction":"s3:*"     | Action or NotAction
                    "Sid":"s"                    | "NotResource":"arn:aws:s3:::photos" | Resource or NotResource
                    "Deny","Principal"           | "Allow","NotPrincipal" | NotPrincipal with Allow
                    ["s3:GetObject"]             | []                     | Statement[0].Action
                    ["s3:GetObject"]             | [1]                    | Statement[0].Action
                    ["s3:GetObject"]             | [["s3:GetObject"]]     | Statement[0].Action[0]
                    ["s3:GetObject"]             | null                   | Statement[0].Action
                    ["s3:GetObject"]             | "ec2:Run"              | ec2:Run is no action
                    ["s3:GetObject"]             | "s3*"                  | s3* is no action
                    ["s3:GetObject"]             | "s3:"                  | s3: is no action
                    ["s3:GetObject"]             | "s3:Get Object"        | s3:Get Object is no action
                    "Action":["s3:GetObject"],   | ``                     | Action or NotAction
                    arn:aws:s3:::photos/*        | *                      | arn:aws:s3:::photos
                    arn:aws:s3:::photos/*        | photos/*               | Statement[0].Resource
                    arn:aws:s3:::photos/*        | arn:aws:s3:::other/*   | outside
                    arn:aws:s3:::photos/*        | arn:aws:s3:::photos2   | outside
                    arn:aws:s3:::photos/*        | arn:aws:s3:::          | outside
                    arn:aws:s3:::photos/*        | arn:aws:s3:eu::photos  | outside
                    arn:aws:s3:::photos/*        | arn:aws:sqs:::photos   | outside
                    arn:aws:s3:::photos/*        | arn:other:s3:::photos  | outside
                    arn:aws:s3:::photos/*        | arn:aws:s3:::photos/${aws:username} | variables
                    "StringEquals"               | "StringEqual"          | no such operator
                    "StringEquals"               | "stringequals"         | no such operator
                    "StringEquals"               | "NotStringEquals"      | no such operator
                    "StringEquals"               | "ForSomeValues:StringEquals" | no such operator
                    "StringEquals"               | "ForAllValues:Null"    | no such operator
                    "StringEquals"               | "NullIfExists"         | no such operator
                    "StringEquals"               | "IfExists"             | no such operator
                    "StringEquals"               | "NumericEquals"        | a is no value of it
                    "StringEquals"               | "DateLessThan"         | a is no value of it
                    "StringEquals"               | "Bool"                 | a is no value of it
                    "StringEquals"               | "Null"                 | a is no value of it
                    "StringEquals"               | "BinaryEquals"         | a is no value of it
                    "StringEquals"               | "IpAddress"            | a is no value of it
                    "StringEquals"               | "ArnLike"              | a is no value of it
                    "aws:Referer"                | "Referer"              | a key begins with
                    "aws:Referer"                | "kms:ViaService"       | a key begins with
                    "aws:Referer"                | "aws:"                 | a key begins with
                    "aws:Referer":"a"            | "aws:Referer":null     | Condition.StringEquals.aws:Referer
                    "aws:Referer":"a"            | "aws:Referer":[]       | Condition.StringEquals.aws:Referer
                    "aws:Referer":"a"            | "aws:Referer":{}       | Condition.StringEquals.aws:Referer
                    "aws:Referer":"a"            | "aws:Referer":"${aws:a}" | variables
                    {"aws:Referer":"a"}          | "a"                    | Condition.StringEquals
                    {"StringEquals":{"aws:Referer":"a"}} | []             | Statement[0].Condition
                    """)
    void whatIsUnclearIsRefused(String part, String other, String where) {
        assertThat(VALID).contains(part);
        refused(VALID.replace(part, other), where);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "\"a\"", "{}", "{} {}", "{\"Statement\":[]}"})
    void whatIsNoDocumentIsRefused(String text) {
        refused(text, "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"10.0.0.0/33", "10.0.0/8", "010.0.0.1", "::/129", "::1%lo/128", "a::/b"})
    void whatIsNoRangeOfAddressesIsRefused(String range) {
        String condition = "\"IpAddress\":{\"aws:SourceIp\":\"" + range + "\"}";
        refused(VALID.replace("\"StringEquals\":{\"aws:Referer\":\"a\"}", condition), "no value");
    }

    @Test
    void aStarAloneIsNoResourceOfABucketButOneOfAKey() {
        String star = VALID.replace("arn:aws:s3:::photos/*", "*");
        PolicyScope key = new PolicyScope("kms", Documents.OWNER, "key/1");
        assertThat(PolicyDocument.parse(star.replace("s3:", "kms:"), key).isPublic()).isFalse();
        refused(star, "Resource");
    }

    @Test
    void theSecondOfTwoStatementsIsNamed() {
        String statement = VALID.substring(VALID.indexOf("[{") + 1, VALID.length() - 2);
        refused(
                Documents.text(statement + "," + statement.replace("GetObject", "Get:")),
                "document.Statement[1].Action");
    }

    @Test
    void lengthAndDepthAreBounded() {
        String padded = VALID + " ".repeat((int) PolicyDocument.LARGEST.bytes() - VALID.length());
        assertThat(PolicyDocument.parse(padded, Documents.BUCKET).isPublic()).isFalse();
        refused(padded + " ", "20480 bytes");
        refused(VALID.replace("\"i\"", "\"" + "é".repeat(10_240) + "\""), "20480 bytes");
        String deep = "[".repeat(5_000) + "]".repeat(5_000);
        refused(VALID.replace("\"i\"", deep), "JSON");
        refused(VALID.replace("\"i\"", "[".repeat(20) + "]".repeat(20)), "document.Id");
    }

    @Test
    void aMessageShowsALittleOfALongText() {
        refused(VALID.replace("\"s3:GetObject\"", "\"" + "x".repeat(9_000) + "\""), "x…");
        refused(VALID.replace("\"Sid\"", "\"" + "x".repeat(9_000) + "\""), "x…");
        refused(VALID.replace("photos/*", "photos/" + "x".repeat(1_025)), "outside");
        refused(VALID.replace("StringEquals", "x".repeat(9_000)), "x…");
    }
}
