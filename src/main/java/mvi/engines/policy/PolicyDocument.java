package mvi.engines.policy;

import java.util.List;
import mvi.engines.base.ByteCount;
import mvi.engines.base.Decision;
import mvi.engines.base.Problem;

/** What the owner of one resource has written about who may do what with it. Immutable. */
public final class PolicyDocument {
    public static final ByteCount LARGEST = ByteCount.kib(20);

    private final List<Statement> statements;

    private PolicyDocument(List<Statement> statements) {
        this.statements = List.copyOf(statements);
    }

    /** Throws {@link Problem} INVALID {@code malformed-policy}, which says what is wrong where. */
    public static PolicyDocument parse(String json, PolicyScope scope) {
        return new PolicyDocument(PolicyParser.parse(json, scope));
    }

    /** What it says of a request for its resource, or for something inside. */
    public Decision decide(AccessRequest request) {
        return Policy.decide(statements, request);
    }

    /**
     * Whether it lets everybody in, as S3's Block Public Access means it: an allow to all that no
     * condition narrows to fixed senders. What it denies makes no difference.
     */
    public boolean isPublic() {
        return statements.stream().anyMatch(Statement::isPublic);
    }
}
