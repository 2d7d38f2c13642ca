package mvi.engines.policy;

import static mvi.engines.base.Decision.ALLOWED;
import static mvi.engines.base.Decision.DENIED;
import static mvi.engines.base.Decision.UNDECIDED;
import static mvi.engines.policy.Documents.APP;
import static mvi.engines.policy.Documents.OTHER;
import static mvi.engines.policy.Documents.OWNER;
import static mvi.engines.policy.Documents.parse;
import static mvi.engines.policy.Documents.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.Decision;
import mvi.engines.base.Permission;
import mvi.engines.base.Principal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyDocumentTest {
    private static final String READ_ALL =
            """
            {"Effect":"Allow","Principal":"*","Action":"s3:GetObject",
             "Resource":"arn:aws:s3:::photos/*"}
            """;

    private static PolicyDocument of(String principal) {
        return parse(READ_ALL.replace("\"*\",\"Action", principal + ",\"Action"));
    }

    private static PolicyDocument of(String name, String actions, String other, String resources) {
        return parse(
                """
                {"Effect":"Allow","Principal":"*","%s":%s,"%s":%s}
                """
                        .formatted(name, actions, other, resources));
    }

    @Test
    void anAllowToEverybodyCoversWhoIsUnknown() {
        PolicyDocument document = parse(READ_ALL);
        for (Principal each : List.of(Principal.ANONYMOUS, APP)) {
            assertThat(document.decide(request(each, "s3:GetObject", "photos/a/b")))
                    .isEqualTo(ALLOWED);
            assertThat(document.decide(request(each, "s3:PutObject", "photos/a/b")))
                    .isEqualTo(UNDECIDED);
            assertThat(document.decide(request(each, "s3:GetObject", "photos")))
                    .isEqualTo(UNDECIDED);
        }
    }

    @Test
    void denyWinsWhereverItStands() {
        String deny =
                """
                {"Sid":"no secrets","Effect":"Deny","Principal":{"AWS":"*"},"Action":"*",
                 "Resource":"arn:aws:s3:::photos/secret/*"}
                """;
        for (String both : List.of(READ_ALL + "," + deny, deny + "," + READ_ALL)) {
            PolicyDocument document = parse(both);
            assertThat(document.decide(request(APP, "s3:GetObject", "photos/secret/a")))
                    .isEqualTo(DENIED);
            assertThat(document.decide(request(APP, "s3:GetObject", "photos/a")))
                    .isEqualTo(ALLOWED);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'AWS':'*'} | ALLOWED | ALLOWED | ALLOWED",
                "{'AWS':'100000000002'} | ALLOWED | ALLOWED | UNDECIDED",
                "{'AWS':'arn:aws:iam::100000000002:root'} | ALLOWED | ALLOWED | UNDECIDED",
                "{'AWS':'arn:aws:iam::100000000002:user/shop'} | ALLOWED | UNDECIDED | UNDECIDED",
                "{'AWS':['100000000009','arn:aws:iam::100000000002:user/till']}"
                        + " | UNDECIDED | ALLOWED | UNDECIDED",
                "{'AWS':'100000000001'} | UNDECIDED | UNDECIDED | UNDECIDED",
                "{'AWS':'000000000002'} | UNDECIDED | UNDECIDED | UNDECIDED",
                "{'CanonicalUser':'c100000000002'} | ALLOWED | ALLOWED | UNDECIDED",
                "{'CanonicalUser':['c1','c2'],'AWS':'arn:aws:iam::100000000002:user/till'}"
                        + " | UNDECIDED | ALLOWED | UNDECIDED",
            })
    void aPrincipalIsMetByAccountAndName(
            String principal, Decision shop, Decision till, Decision unknown) {
        PolicyDocument document = of(principal.replace('\'', '"'));
        Principal second = new Principal(Principal.Role.APP, OTHER, "till");
        assertThat(document.decide(request(APP, "s3:GetObject", "photos/a"))).isEqualTo(shop);
        assertThat(document.decide(request(second, "s3:GetObject", "photos/a"))).isEqualTo(till);
        assertThat(document.decide(request(Principal.ANONYMOUS, "s3:GetObject", "photos/a")))
                .isEqualTo(unknown);
    }

    @Test
    void notPrincipalDeniesAllOthers() {
        PolicyDocument document =
                parse(
                        """
                        {"Effect":"Deny","NotPrincipal":{"AWS":"100000000002"},
                         "Action":"s3:*","Resource":"arn:aws:s3:::photos"}
                        """);
        Principal owner = new Principal(Principal.Role.APP, OWNER, "album");
        assertThat(document.decide(request(APP, "s3:ListBucket", "photos"))).isEqualTo(UNDECIDED);
        assertThat(document.decide(request(owner, "s3:ListBucket", "photos"))).isEqualTo(DENIED);
        assertThat(document.decide(request(Principal.ANONYMOUS, "s3:ListBucket", "photos")))
                .isEqualTo(DENIED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'s3:GetObject' | s3:GetObject | ALLOWED",
                "'s3:getobject' | s3:GetObject | ALLOWED",
                "'S3:Get*' | s3:GetObjectAcl | ALLOWED",
                "'s3:Get?bject' | s3:GetObject | ALLOWED",
                "'s3:Get*' | s3:PutObject | UNDECIDED",
                "'*' | s3:PutObject | ALLOWED",
                "['s3:ListBucket','s3:Put*'] | s3:PutObject | ALLOWED",
                "['s3:ListBucket','s3:Put*'] | s3:GetObject | UNDECIDED",
            })
    void anActionIsMetWhateverItsCase(String actions, String action, Decision wanted) {
        String quoted = actions.replace('\'', '"');
        AccessRequest request = request(APP, action, "photos/a");
        String all = "\"arn:aws:s3:::photos/*\"";
        assertThat(of("Action", quoted, "Resource", all).decide(request)).isEqualTo(wanted);
        Decision other = wanted == ALLOWED ? UNDECIDED : ALLOWED;
        assertThat(of("NotAction", quoted, "Resource", all).decide(request)).isEqualTo(other);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'arn:aws:s3:::photos' | photos | ALLOWED",
                "'arn:aws:s3:::photos' | photos/a | UNDECIDED",
                "'arn:aws:s3:::photos/*' | photos | UNDECIDED",
                "'arn:aws:s3:::photos/*' | photos/a:b/c | ALLOWED",
                "'arn:aws:s3:::photos/a?c' | photos/abc | ALLOWED",
                "'arn:aws:s3:::photos/A*' | photos/abc | UNDECIDED",
                "'arn:aws:s3:::photos/*.jpg' | photos/2026/a.jpg | ALLOWED",
                "'arn:aws:s3:::photos*' | photos/a | ALLOWED",
                "['arn:aws:s3:::photos','arn:aws:s3:::photos/x'] | photos/x | ALLOWED",
                "['arn:aws:s3:::*','arn:aws:s3:::*/*'] | photos/x | ALLOWED",
            })
    void aResourceIsMetLetterByLetter(String resources, String resource, Decision wanted) {
        String quoted = resources.replace('\'', '"');
        AccessRequest request = request(APP, "s3:GetObject", resource);
        assertThat(of("Action", "\"s3:*\"", "Resource", quoted).decide(request)).isEqualTo(wanted);
        Decision other = wanted == ALLOWED ? UNDECIDED : ALLOWED;
        assertThat(of("Action", "\"s3:*\"", "NotResource", quoted).decide(request))
                .isEqualTo(other);
    }

    @ParameterizedTest
    @CsvSource({
        "dynamodb, table/orders, dynamodb:Query, arn:aws:dynamodb:eu-west-1:100000000001:table/orders",
        "dynamodb, table/orders, dynamodb:Query, arn:aws:dynamodb:x:100000000001:table/orders*",
        "kms, key/1, kms:Decrypt, arn:aws:kms:eu-west-1:100000000001:key/1",
        "kms, key/1, kms:Decrypt, *"
    })
    void aTableOrKeyIsNamedByItsAccount(
            String service, String resource, String action, String arn) {
        PolicyDocument document =
                PolicyDocument.parse(
                        """
                        {"Statement":{"Effect":"Allow","Principal":{"AWS":"%s"},
                         "Action":"%s","Resource":"%s"}}
                        """
                                .formatted(OTHER, action, arn),
                        new PolicyScope(service, OWNER, resource));
        assertThat(document.decide(request(APP, action, resource))).isEqualTo(ALLOWED);
        assertThat(document.decide(request(APP, action, "other/1")))
                .isEqualTo(arn.equals("*") ? ALLOWED : UNDECIDED);
    }

    @Test
    void allOperatorsAndKeysOfAConditionHoldTogether() {
        PolicyDocument document =
                Documents.underCondition(
                        """
                        {"StringEquals":{"s3:prefix":["a","b"],"s3:delimiter":"/"},
                         "Bool":{"aws:SecureTransport":true}}
                        """);
        Map<String, List<String>> all =
                Map.of(
                        "s3:prefix", List.of("b"),
                        "s3:delimiter", List.of("/"),
                        "aws:securetransport", List.of("true"));
        assertThat(document.decide(request(APP, "s3:GetObject", "photos/a", all)))
                .isEqualTo(ALLOWED);
        for (String key : all.keySet()) {
            var less = new HashMap<>(all);
            less.remove(key);
            assertThat(document.decide(request(APP, "s3:GetObject", "photos/a", less)))
                    .isEqualTo(UNDECIDED);
        }
    }

    @Test
    void theOlderVersionKnowsNoVariables() {
        String text =
                """
                {"Version":"2008-10-17","Id":"x","Statement":{"Effect":"Allow","Principal":"*",
                 "Action":"s3:GetObject","Resource":"arn:aws:s3:::photos/${aws:username}"}}
                """;
        PolicyDocument document = PolicyDocument.parse(text, Documents.BUCKET);
        assertThat(document.decide(request(APP, "s3:GetObject", "photos/${aws:username}")))
                .isEqualTo(ALLOWED);
        assertThat(document.decide(request(APP, "s3:GetObject", "photos/shop")))
                .isEqualTo(UNDECIDED);
    }

    @Test
    void contextHasItsKeysInLowerCase() {
        Permission permission = new Permission("s3:GetObject", OWNER, "photos/a");
        Map<String, List<String>> context = Map.of("aws:SourceIp", List.of("192.0.2.1"));
        assertThatThrownBy(() -> new AccessRequest(APP, Optional.empty(), permission, context))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
