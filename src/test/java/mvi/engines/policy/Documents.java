package mvi.engines.policy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.Permission;
import mvi.engines.base.Principal;

/** Documents of one bucket and requests for what is in it. */
final class Documents {
    static final String OWNER = "100000000001";
    static final String OTHER = "100000000002";
    static final PolicyScope BUCKET = new PolicyScope("s3", "", "photos");
    static final Principal APP = new Principal(Principal.Role.APP, OTHER, "shop");

    private Documents() {}

    /** Of statements that stand between commas. */
    static PolicyDocument parse(String statements) {
        return PolicyDocument.parse(text(statements), BUCKET);
    }

    static String text(String statements) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[" + statements + "]}";
    }

    /** An allow to everybody to read all, under a condition. */
    static PolicyDocument underCondition(String condition) {
        return parse(
                """
                {"Effect":"Allow","Principal":"*","Action":"s3:GetObject",
                 "Resource":"arn:aws:s3:::photos/*","Condition":%s}
                """
                        .formatted(condition));
    }

    static AccessRequest request(Principal principal, String action, String resource) {
        return request(principal, action, resource, Map.of());
    }

    static AccessRequest request(
            Principal principal,
            String action,
            String resource,
            Map<String, List<String>> context) {
        Optional<String> canonicalId =
                principal.role() == Principal.Role.ANONYMOUS
                        ? Optional.empty()
                        : Optional.of("c" + principal.account());
        return new AccessRequest(
                principal, canonicalId, new Permission(action, OWNER, resource), context);
    }
}
