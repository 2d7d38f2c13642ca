package mvi.services.blob.front;

import java.util.List;
import java.util.Optional;
import mvi.services.blob.Encryption;

/**
 * How a bucket seals what comes without asking for it: one rule. {@code BucketKeyEnabled} is about
 * the price of KMS and read over.
 */
final class EncryptionXml {
    static final String ROOT = "ServerSideEncryptionConfiguration";

    private static final String AES_256 = "AES256";
    private static final String KMS = "aws:kms";

    private EncryptionXml() {}

    static Encryption parse(XmlTree document) {
        List<XmlTree> rules = document.all("Rule");
        if (rules.size() != 1) {
            throw S3Error.malformedXml("it has one Rule");
        }
        XmlTree rule = rules.getFirst();
        if (rule.child("BlockedEncryptionTypes").isPresent()) {
            throw S3Error.notImplemented("BlockedEncryptionTypes");
        }
        XmlTree applied =
                rule.child("ApplyServerSideEncryptionByDefault")
                        .orElseThrow(
                                () ->
                                        S3Error.malformedXml(
                                                "it has no ApplyServerSideEncryptionByDefault"));
        Optional<String> key = applied.first("KMSMasterKeyID").filter(it -> !it.isEmpty());
        return switch (applied.require("SSEAlgorithm")) {
            case AES_256 -> {
                if (key.isPresent()) {
                    throw S3Error.of(
                            "InvalidArgument", 400, "KMSMasterKeyID is for " + KMS + " alone");
                }
                yield Encryption.OWN;
            }
            case KMS -> SealHeaders.crypto(key);
            case "aws:kms:dsse" -> throw S3Error.notImplemented("aws:kms:dsse");
            default -> throw S3Error.malformedXml("SSEAlgorithm is " + AES_256 + " or " + KMS);
        };
    }

    static void write(XmlText xml, Encryption encryption) {
        xml.element(
                "Rule",
                () -> {
                    xml.element(
                            "ApplyServerSideEncryptionByDefault", () -> applied(xml, encryption));
                    xml.element("BucketKeyEnabled", false);
                });
    }

    private static void applied(XmlText xml, Encryption encryption) {
        switch (encryption.scheme()) {
            case OWN -> xml.element("SSEAlgorithm", AES_256);
            case CRYPTO -> {
                xml.element("SSEAlgorithm", KMS);
                xml.element("KMSMasterKeyID", encryption.key());
            }
            case CUSTOMER ->
                    throw new IllegalStateException("a bucket has no customer's key by default");
        }
    }
}
