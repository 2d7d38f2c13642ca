package mvi.engines.policy;

import java.util.Optional;

/**
 * The resource that a document belongs to, and all that the document can speak of. The last part of
 * an ARN is what permissions name a resource by; whatever region stands before it is right.
 *
 * @param service that its actions, its condition keys and its ARNs name: {@code s3}, {@code
 *     dynamodb}, {@code kms}
 * @param account that its ARNs name; empty for S3, whose ARNs have neither region nor account
 * @param resource as permissions have it: {@code BUCKET}, {@code table/NAME}, {@code key/ID}. What
 *     is inside begins with it and a slash
 */
public record PolicyScope(String service, String account, String resource) {
    private static final int PARTS = 6;

    /** Permissions' resources that an ARN stands for; empty when it isn't of this scope. */
    Optional<Grant.Pattern> resources(String arn) {
        String text = lastPart(arn);
        if (text.isEmpty() || text.length() > Grant.Pattern.MAXIMUM_LENGTH) {
            return Optional.empty();
        }
        Grant.Pattern pattern = new Grant.Pattern(text);
        String inside = resource + "/";
        boolean isHere =
                text.startsWith(inside) || pattern.matches(resource) || pattern.matches(inside);
        return isHere ? Optional.of(pattern) : Optional.empty();
    }

    /** A star alone is taken where a resource can't be named before it is there, as a key. */
    private String lastPart(String arn) {
        if (arn.equals("*")) {
            return account.isEmpty() ? "" : arn;
        }
        String[] parts = arn.split(":", PARTS);
        boolean isOurs =
                parts.length == PARTS
                        && parts[0].equals("arn")
                        && parts[1].equals("aws")
                        && parts[2].equals(service)
                        && parts[3].isEmpty() == account.isEmpty()
                        && parts[4].equals(account);
        return isOurs ? parts[PARTS - 1] : "";
    }

    /** An ARN of the resource, for messages. */
    String example() {
        String region = account.isEmpty() ? "" : "REGION";
        return "arn:aws:%s:%s:%s:%s".formatted(service, region, account, resource);
    }
}
