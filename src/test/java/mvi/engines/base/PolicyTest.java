package mvi.engines.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PolicyTest {
    private static final Principal APP = new Principal(Principal.Role.APP, "100000000001", "hello");
    private static final Principal OPERATOR =
            new Principal(Principal.Role.OPERATOR, Principal.OPERATOR_ACCOUNT, "operator");
    private static final Principal PLATFORM =
            new Principal(Principal.Role.PLATFORM, Principal.PLATFORM_ACCOUNT, "platform");

    @Test
    void appWithoutAGrantIsRefused() {
        assertThat(Policy.allows(APP, List.of(), in(APP, "s3:GetObject", "uploads/a"))).isFalse();
    }

    @Test
    void appMayWhatIsGrantedInItsOwnAccount() {
        var grants = List.of(Grant.allow("s3:*", "uploads/*"));
        assertThat(Policy.allows(APP, grants, in(APP, "s3:GetObject", "uploads/a"))).isTrue();
        assertThat(Policy.allows(APP, grants, in(APP, "s3:GetObject", "other/a"))).isFalse();
        assertThat(Policy.allows(APP, grants, in(APP, "kms:Decrypt", "uploads/a"))).isFalse();
    }

    @Test
    void noGrantTakesAnAppToAnotherAccount() {
        var grants = List.of(Grant.allow("*", "*"));
        assertThat(Policy.allows(APP, grants, in(OPERATOR, "s3:GetObject", "a/b"))).isFalse();
        assertThat(Policy.allows(APP, grants, in(PLATFORM, "dynamodb:GetItem", "table/t")))
                .isFalse();
    }

    @Test
    void denyWinsWhereverItStands() {
        var first = List.of(Grant.deny("s3:Delete*", "*"), Grant.allow("s3:*", "*"));
        var last = first.reversed();
        assertThat(Policy.allows(APP, first, in(APP, "s3:DeleteObject", "a/b"))).isFalse();
        assertThat(Policy.allows(APP, last, in(APP, "s3:DeleteObject", "a/b"))).isFalse();
        assertThat(Policy.allows(APP, last, in(APP, "s3:PutObject", "a/b"))).isTrue();
        assertThat(Policy.allows(OPERATOR, first, in(OPERATOR, "s3:DeleteObject", "a/b")))
                .isFalse();
    }

    @Test
    void operatorHasItsOwnAccountAndNoOther() {
        assertThat(Policy.allows(OPERATOR, List.of(), in(OPERATOR, "s3:PutObject", "a/b")))
                .isTrue();
        assertThat(Policy.allows(OPERATOR, List.of(), in(PLATFORM, "dynamodb:Scan", "table/t")))
                .isFalse();
        assertThat(Policy.allows(OPERATOR, List.of(), in(APP, "s3:PutObject", "a/b"))).isFalse();
    }

    @Test
    void noGrantLetsAnybodyInWhoIsAnonymous() {
        var grants = List.of(Grant.allow("*", "*"));
        Principal nobody = Principal.ANONYMOUS;
        assertThat(Policy.allows(nobody, grants, in(nobody, "s3:GetObject", "a/b"))).isFalse();
        assertThat(Policy.allows(nobody, grants, in(APP, "s3:GetObject", "a/b"))).isFalse();
    }

    @Test
    void platformMayEverythingEverywhere() {
        assertThat(Policy.allows(PLATFORM, List.of(), in(APP, "s3:PutObject", "a/b"))).isTrue();
    }

    @Test
    void patternsMatchRunsAndSingles() {
        assertThat(new Grant.Pattern("*").matches("")).isTrue();
        assertThat(new Grant.Pattern("a*c*e").matches("abcbcde")).isTrue();
        assertThat(new Grant.Pattern("a*c*e").matches("abcbcdef")).isFalse();
        assertThat(new Grant.Pattern("table/?").matches("table/a")).isTrue();
        assertThat(new Grant.Pattern("table/?").matches("table/")).isFalse();
        assertThat(new Grant.Pattern("uploads").matches("uploads/a")).isFalse();
    }

    @Test
    void aHostilePatternDoesNotStall() {
        String pattern = "*a".repeat(500) + "b";
        assertThat(new Grant.Pattern(pattern).matches("a".repeat(20_000))).isFalse();
    }

    private static Permission in(Principal owner, String action, String resource) {
        return new Permission(action, owner.account(), resource);
    }
}
