package mvi.engines.policy;

import static mvi.engines.policy.Documents.APP;
import static mvi.engines.policy.Documents.request;
import static mvi.engines.policy.Documents.underCondition;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import mvi.engines.base.Decision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of a document and of a request are parted by semicolons; none at all is a dash. */
class ConditionTest {
    private static boolean holds(String operator, String wanted, String given) {
        String values = "[\"" + wanted.replace(";", "\",\"") + "\"]";
        PolicyDocument document =
                underCondition("{\"%s\":{\"aws:Key\":%s}}".formatted(operator, values));
        Map<String, List<String>> context =
                given.equals("-") ? Map.of() : Map.of("aws:key", List.of(given.split(";", -1)));
        AccessRequest request = request(APP, "s3:GetObject", "photos/a", context);
        return document.decide(request) == Decision.ALLOWED;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    StringEquals             | a                       | a                | true
                    StringEquals             | a                       | A                | false
                    StringEquals             | a*                      | ab               | false
                    StringEquals             | a;b                     | b                | true
                    StringEqualsIgnoreCase   | Ab                      | aB               | true
                    StringEqualsIgnoreCase   | Ab                      | a                | false
                    StringLike               | a*/?                    | ab/c             | true
                    StringLike               | a*/?                    | ab/              | false
                    StringLike               | A*                      | ab               | false
                    NumericEquals            | 10                      | 10.0             | true
                    NumericEquals            | 10                      | 1e1              | true
                    NumericEquals            | 10                      | 11               | false
                    NumericEquals            | 10                      | ten              | false
                    NumericLessThan          | 10                      | 9.99             | true
                    NumericLessThan          | 10                      | 10               | false
                    NumericLessThanEquals    | 10                      | 10               | true
                    NumericLessThanEquals    | 10                      | 10.01            | false
                    NumericGreaterThan       | -1                      | 0                | true
                    NumericGreaterThan       | -1                      | -1               | false
                    NumericGreaterThanEquals | -1                      | -1               | true
                    NumericGreaterThanEquals | -1                      | -2               | false
                    DateEquals               | 2026-01-02T00:00:00Z    | 2026-01-02       | true
                    DateEquals               | 2026-01-02T01:00+01:00  | 1767312000       | true
                    DateEquals               | 2026-01-02              | soon             | false
                    DateLessThan             | 2026-01-02              | 1767311999       | true
                    DateLessThan             | 2026-01-02              | 1767312000       | false
                    DateLessThanEquals       | 2026-01-02              | 1767312000       | true
                    DateLessThanEquals       | 2026-01-02              | 1767312001       | false
                    DateGreaterThan          | 2026-01-02              | 2026-01-02T00:00:00.1Z | true
                    DateGreaterThan          | 2026-01-02              | 2026-01-02       | false
                    DateGreaterThanEquals    | 2026-01-02              | 2026-01-02       | true
                    DateGreaterThanEquals    | 2026-01-02              | 2026-01-01       | false
                    Bool                     | true                    | TRUE             | true
                    Bool                     | False                   | true             | false
                    BinaryEquals             | aGk=                    | aGk              | true
                    BinaryEquals             | aGk=                    | aGo=             | false
                    BinaryEquals             | aGk=                    | ?                | false
                    IpAddress                | 203.0.113.0/24          | 203.0.113.255    | true
                    IpAddress                | 203.0.113.7/24          | 203.0.113.1      | true
                    IpAddress                | 203.0.113.0/24          | 203.0.114.0      | false
                    IpAddress                | 203.0.112.0/23          | 203.0.113.1      | true
                    IpAddress                | 203.0.112.0/23          | 203.0.114.1      | false
                    IpAddress                | 203.0.113.9             | 203.0.113.9      | true
                    IpAddress                | 203.0.113.9             | 203.0.113.8      | false
                    IpAddress                | 203.0.113.9             | ::ffff:203.0.113.9 | true
                    IpAddress                | 0.0.0.0/0               | 203.0.113.9      | true
                    IpAddress                | 0.0.0.0/0               | 2001:db8::1      | false
                    IpAddress                | 2001:db8::/33           | 2001:db8:7fff::1 | true
                    IpAddress                | 2001:db8::/33           | 2001:db8:8000::1 | false
                    IpAddress                | ::/0                    | 2001:db8::1      | true
                    IpAddress                | ::/0;0.0.0.0/0          | a.example        | false
                    ArnEquals | arn:aws:s3:::a*            | arn:aws:s3:::ab/c       | true
                    ArnEquals | arn:aws:s3:*:*:a           | arn:aws:s3:eu:1:a       | true
                    ArnEquals | arn:aws:s3:*:a:b           | arn:aws:s3:eu:1:a:b     | false
                    ArnEquals | arn:aws:iam::1*:user/?     | arn:aws:iam::12:user/ab | false
                    ArnLike   | arn:aws:iam::1*:user/*     | arn:aws:iam::12:user/ab | true
                    ArnLike   | arn:aws:s3:::*             | arn:aws:s3:::a:b        | true
                    ArnLike   | arn:aws:s3:::*             | s3                      | false
                    """)
    void anOperatorComparesValuesOfItsType(
            String operator, String wanted, String given, boolean isMet) {
        assertThat(holds(operator, wanted, given)).isEqualTo(isMet);
        assertThat(holds(operator + "IfExists", wanted, given)).isEqualTo(isMet);
        assertThat(holds("ForAllValues:" + operator, wanted, given)).isEqualTo(isMet);
        assertThat(holds("ForAnyValue:" + operator, wanted, given)).isEqualTo(isMet);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    StringNotEquals           | a                      | b            | a
                    StringNotEquals           | a;b                    | c            | b
                    StringNotEqualsIgnoreCase | a                      | b            | A
                    StringNotLike             | a*                     | ba           | ab
                    NumericNotEquals          | 1                      | 2            | 1.0
                    DateNotEquals             | 2026-01-02             | 2026-01-03   | 1767312000
                    NotIpAddress              | 192.0.2.0/24           | 198.51.100.1 | 192.0.2.9
                    ArnNotEquals              | arn:aws:s3:::a         | arn:aws:s3:::b | arn:aws:s3:::a
                    ArnNotLike                | arn:aws:s3:::a*        | arn:aws:s3:::b | arn:aws:s3:::ab
                    """)
    void aNegatedOperatorHoldsForAllElseAndForNothing(
            String operator, String wanted, String other, String same) {
        assertThat(holds(operator, wanted, other)).isTrue();
        assertThat(holds(operator, wanted, same)).isFalse();
        assertThat(holds(operator, wanted, "-")).isTrue();
        assertThat(holds(operator, wanted, other + ";" + same)).isFalse();
        assertThat(holds(operator + "IfExists", wanted, "-")).isTrue();
        assertThat(holds("ForAllValues:" + operator, wanted, other + ";" + same)).isFalse();
        assertThat(holds("ForAllValues:" + operator, wanted, other + ";" + other)).isTrue();
        assertThat(holds("ForAllValues:" + operator, wanted, "-")).isTrue();
        assertThat(holds("ForAnyValue:" + operator, wanted, other + ";" + same)).isTrue();
        assertThat(holds("ForAnyValue:" + operator, wanted, same + ";" + same)).isFalse();
        assertThat(holds("ForAnyValue:" + operator, wanted, "-")).isFalse();
    }

    @Test
    void severalValuesAreMetByAnyOrByAll() {
        assertThat(holds("StringEquals", "a;b", "c;a")).isTrue();
        assertThat(holds("ForAnyValue:StringEquals", "a;b", "c;a")).isTrue();
        assertThat(holds("ForAllValues:StringEquals", "a;b", "c;a")).isFalse();
        assertThat(holds("ForAllValues:StringEquals", "a;b", "b;a;b")).isTrue();
        assertThat(holds("ForAnyValue:StringEquals", "a;b", "c;d")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"StringEquals", "StringLike", "StringEqualsIgnoreCase"})
    void aMissingKeyHoldsOnlyWhereItNeedNotBeThere(String operator) {
        assertThat(holds(operator, "a", "-")).isFalse();
        assertThat(holds("ForAnyValue:" + operator, "a", "-")).isFalse();
        assertThat(holds("ForAllValues:" + operator, "a", "-")).isTrue();
        assertThat(holds(operator + "IfExists", "a", "-")).isTrue();
        assertThat(holds("ForAnyValue:" + operator + "IfExists", "a", "-")).isTrue();
    }

    @Test
    void anEmptyTextIsAValue() {
        for (String operator : List.of("StringEquals", "StringLike")) {
            assertThat(holds(operator, ";home/", "")).isTrue();
            assertThat(holds(operator, ";home/", "home")).isFalse();
            assertThat(holds(operator, ";home/", "-")).isFalse();
        }
    }

    @Test
    void nullAsksWhetherTheKeyIsMissing() {
        assertThat(holds("Null", "true", "-")).isTrue();
        assertThat(holds("Null", "true", "")).isFalse();
        assertThat(holds("Null", "false", "a")).isTrue();
        assertThat(holds("Null", "false", "-")).isFalse();
    }

    @Test
    void numbersAndTruthsMayStandWithoutQuotes() {
        PolicyDocument document =
                underCondition(
                        """
                        {"NumericLessThanEquals":{"s3:max-keys":10},
                         "Bool":{"aws:SecureTransport":[true]},"Null":{"s3:prefix":true}}
                        """);
        Map<String, List<String>> context =
                Map.of("s3:max-keys", List.of("10"), "aws:securetransport", List.of("true"));
        assertThat(document.decide(request(APP, "s3:GetObject", "photos/a", context)))
                .isEqualTo(Decision.ALLOWED);
    }
}
