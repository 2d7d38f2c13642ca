package mvi.services.blob.front;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import mvi.engines.base.Decision;
import mvi.engines.base.Problem;
import mvi.engines.policy.AccessRequest;
import mvi.engines.policy.PolicyDocument;
import mvi.engines.policy.PolicyScope;
import mvi.services.blob.Bucket;
import mvi.services.blob.BucketName;

/** The policies of buckets, each parsed once while it is in use. */
final class BucketPolicies {
    private static final int MOST_PARSED = 1000;

    private final Map<BucketName, Parsed> parsed =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<BucketName, Parsed> eldest) {
                    return size() > MOST_PARSED;
                }
            };

    private record Parsed(String text, PolicyDocument document) {}

    private static PolicyDocument parse(BucketName bucket, String text) {
        return PolicyDocument.parse(text, new PolicyScope("s3", "", bucket.name()));
    }

    /** Refuses what is no policy of this bucket, and says whether it is public. */
    boolean check(BucketName bucket, String text) {
        try {
            return parse(bucket, text).isPublic();
        } catch (Problem malformed) {
            throw S3Error.of("MalformedPolicy", 400, malformed.publicMessage());
        }
    }

    Decision decide(Bucket bucket, AccessRequest request) {
        return document(bucket).map(it -> it.decide(request)).orElse(Decision.UNDECIDED);
    }

    boolean isPublic(Bucket bucket) {
        return document(bucket).filter(PolicyDocument::isPublic).isPresent();
    }

    private Optional<PolicyDocument> document(Bucket bucket) {
        return bucket.settings().policy().map(text -> document(bucket.name(), text));
    }

    private PolicyDocument document(BucketName bucket, String text) {
        synchronized (parsed) {
            Parsed known = parsed.get(bucket);
            if (known == null || !known.text().equals(text)) {
                known = new Parsed(text, parse(bucket, text));
                parsed.put(bucket, known);
            }
            return known.document();
        }
    }
}
