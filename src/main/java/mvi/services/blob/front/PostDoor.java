package mvi.services.blob.front;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mvi.engines.base.ByteSource;
import mvi.engines.base.Clock;
import mvi.engines.base.Credential;
import mvi.engines.base.Gatekeeper;
import mvi.engines.base.Principal;
import mvi.engines.http.Headers;
import mvi.engines.http.HttpRequest;
import mvi.engines.wire.ActingAccount;
import mvi.engines.wire.PercentCoding;
import mvi.engines.wire.PolicySignature;

/**
 * Lets in a browser's upload: the signature of its policy says who allows it, the policy what. A
 * form without either is anonymous.
 */
final class PostDoor {
    private static final String POLICY = "policy";
    private static final String KEY_2 = "awsaccesskeyid";
    private static final String SIGNATURE_2 = "signature";
    private static final String ALGORITHM = "x-amz-algorithm";
    private static final String CREDENTIAL = "x-amz-credential";
    private static final String DATE = "x-amz-date";
    private static final String SIGNATURE_4 = "x-amz-signature";

    /** Fields that are what header fields of the same name are to a PUT. */
    private static final Set<String> SAME =
            Set.of(
                    "cache-control",
                    "content-disposition",
                    "content-encoding",
                    "content-language",
                    "content-md5",
                    "content-type",
                    "expires",
                    "x-amz-sdk-checksum-algorithm",
                    "x-amz-storage-class",
                    "x-amz-website-redirect-location");

    private static final List<String> SAME_PREFIXES =
            List.of(
                    "x-amz-checksum-",
                    "x-amz-grant-",
                    "x-amz-meta-",
                    "x-amz-object-lock-",
                    "x-amz-server-side-encryption");

    private final Gatekeeper gatekeeper;
    private final Clock clock;

    PostDoor(Gatekeeper gatekeeper, Clock clock) {
        this.gatekeeper = gatekeeper;
        this.clock = clock;
    }

    PostObject admit(HttpRequest request, String bucket) {
        PostForm form = PostForm.read(request);
        String key = form.require("key");
        if (key.isEmpty()) {
            throw S3Error.of("InvalidArgument", 400, "the form's key is empty");
        }
        if (form.has("x-amz-security-token")) {
            throw SignaturePlace.noTokens();
        }
        Principal principal = ActingAccount.of(request, false, principal(form));
        Headers headers = headers(form);
        var _ = BodyFields.md5(headers);
        return new PostObject(
                principal,
                bucket,
                key,
                headers,
                file(form, bucket),
                BodyFields.checksum(headers, Optional.empty()),
                status(form.field("success_action_status").orElse("")),
                form.field("success_action_redirect")
                        .or(() -> form.field("redirect"))
                        .flatMap(PostDoor::address));
    }

    private Principal principal(PostForm form) {
        boolean isVersion4 = Stream.of(SIGNATURE_4, CREDENTIAL, ALGORITHM).anyMatch(form::has);
        boolean isVersion2 = Stream.of(SIGNATURE_2, KEY_2).anyMatch(form::has);
        if (!form.has(POLICY) && !isVersion4 && !isVersion2) {
            return Principal.ANONYMOUS;
        }
        String policy = form.require(POLICY);
        PolicySignature signature =
                isVersion4
                        ? PolicySignature.version4(
                                form.require(ALGORITHM),
                                form.require(CREDENTIAL),
                                form.require(DATE),
                                form.require(SIGNATURE_4))
                        : new PolicySignature.Version2(
                                form.require(KEY_2), form.require(SIGNATURE_2));
        Credential credential = SignatureDoorkeeper.credential(gatekeeper, signature.accessKeyId());
        signature.verify(policy, credential.secret());
        return gatekeeper.proven(credential);
    }

    /** After the signature: nothing of a policy is read that nobody has signed. */
    private ByteSource file(PostForm form, String bucket) {
        if (!form.has(POLICY)) {
            return form.file();
        }
        PostPolicy policy = PostPolicy.parse(form.require(POLICY));
        policy.check(bucket, form.fields(), clock.now());
        return policy.sized(form.file());
    }

    private static Headers headers(PostForm form) {
        List<String> namesAndValues = new ArrayList<>();
        form.fields()
                .forEach(
                        (name, value) -> {
                            if (name.equals("acl")) {
                                namesAndValues.addAll(
                                        List.of("x-amz-acl", FieldText.of(name, value)));
                            } else if (name.equals("tagging")) {
                                namesAndValues.addAll(List.of("x-amz-tagging", tagging(value)));
                            } else if (SAME.contains(name)
                                    || SAME_PREFIXES.stream().anyMatch(name::startsWith)) {
                                namesAndValues.addAll(List.of(name, FieldText.of(name, value)));
                            }
                        });
        return Headers.of(namesAndValues);
    }

    /** A form has its tags as a document, a header as a query. */
    private static String tagging(String document) {
        return XmlTree.parse(document.getBytes(StandardCharsets.UTF_8), "Tagging")
                .all("TagSet")
                .stream()
                .flatMap(set -> set.all("Tag").stream())
                .map(
                        tag ->
                                PercentCoding.encode(tag.require("Key"))
                                        + "="
                                        + PercentCoding.encode(tag.require("Value")))
                .collect(Collectors.joining("&"));
    }

    /** What S3 does not answer with is passed over. */
    private static int status(String text) {
        return switch (text) {
            case "200" -> 200;
            case "201" -> 201;
            default -> 204;
        };
    }

    /** Of the web; what is none is passed over, as S3 does. */
    private static Optional<URI> address(String text) {
        try {
            URI address = new URI(text.strip());
            String scheme = String.valueOf(address.getScheme());
            boolean isWeb = scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https");
            return isWeb && address.getHost() != null ? Optional.of(address) : Optional.empty();
        } catch (URISyntaxException none) {
            return Optional.empty();
        }
    }
}
