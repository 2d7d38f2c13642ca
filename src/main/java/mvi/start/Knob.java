package mvi.start;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Everything that can be set, one row each: its default and its meaning. In MVI_HOME/mvi.yaml under
 * its name, over it the variable {@code MVI_NAME}.
 */
public enum Knob {
    HTTP_PORT("80", "where apps answer HTTP; 8080 when it can't be bound"),
    HTTPS_PORT("443", "where apps answer HTTPS; 8443 when it can't be bound"),
    ACME(
            "off",
            "who certifies apps' names: off, letsencrypt, letsencrypt-staging or the URL of an ACME"
                    + " directory; naming one agrees to its terms"),
    ACME_EMAIL("none", "whom that authority may write to"),
    ACME_CA(
            "none",
            "a PEM file of who vouches for that authority itself, where no public one does"),
    PLATFORM_NAME(
            "none",
            "the host name at which API and registry answer by HTTPS, through the load balancer"),
    TRUSTED_PROXIES(
            "none",
            "addresses and ranges of the load balancers in front of this one, parted by commas:"
                    + " what they say of their clients is believed"),
    PROXY_PROTOCOL(
            "off",
            "on: each connection of those begins with a header of the PROXY protocol, version 1 or 2"),
    API_PORT("7400", "the API"),
    SERVICES_PORT("4566", "S3, DynamoDB, KMS and what of STS and Lambda there is, on one port"),
    REGISTRY_PORT("5000", "the image registry"),
    REGION("us-east-1", "what AWS clients are told as their region"),
    BLOB_URL(
            "none",
            "where the platform keeps its objects: none for this machine's own Blob,"
                    + " https://HOST[:PORT][/PREFIX] for a service that speaks S3, s3://[PREFIX]"
                    + " for Amazon's; remembered by up"),
    BLOB_CREDENTIALS(
            "none",
            "a file, closed to others, with the lines AWS_ACCESS_KEY_ID=… and"
                    + " AWS_SECRET_ACCESS_KEY=…: the platform's access key there"),
    BLOB_CA("none", "a PEM file of who vouches for that service, where no public one does"),
    BLOB_REGION("us-east-1", "the region of its buckets there"),
    OBJECT_OWNERSHIP(
            "BucketOwnerEnforced",
            "who owns what is written to a new bucket that names no ownership:"
                    + " BucketOwnerEnforced, BucketOwnerPreferred or ObjectWriter; the latter two let"
                    + " access lists count"),
    LOG_DAYS("7", "how long lines of logs are kept"),
    LOG_BYTES("2G", "how many bytes of logs are kept"),
    ACCESS_LOG_BYTES("1G", "how many bytes of lines about requests are kept"),
    CONTAINER_MEMORY("256M", "memory limit of a container whose manifest names none"),
    FUNCTIONS_MEMORY(
            "2G",
            "memory limits of all containers that functions run in on this machine, together"),
    FUNCTIONS_WARM("300", "seconds for which a function's container is kept without an event"),
    DATABASE_MEMORY("256M", "memory limit of a database's container"),
    DATABASE_DAYS("7", "days of which any moment of a database can be restored"),
    DATABASE_KEPT_LOG(
            "2G", "most of its log that a database holds on to while its archive can't be reached"),
    APP_SUBNETS("10.64.0.0/10", "where the apps' networks, one /24 each, are cut from"),
    APP_ENDPOINTS("100.64.0.0/10", "where the apps' endpoints, one /32 each, are cut from");

    private final String defaultValue;
    private final String meaning;

    Knob(String defaultValue, String meaning) {
        this.defaultValue = defaultValue;
        this.meaning = meaning;
    }

    /** In the configuration file: {@code http-port}. */
    public String fileName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** In the environment: {@code MVI_HTTP_PORT}. */
    public String variable() {
        return "MVI_" + name();
    }

    /** Whether its value is a port, of which 0 means any. */
    public boolean isPort() {
        return name().endsWith("_PORT");
    }

    public String defaultValue() {
        return defaultValue;
    }

    public String meaning() {
        return meaning;
    }

    static Optional<Knob> byFileName(String fileName) {
        return Arrays.stream(values()).filter(knob -> knob.fileName().equals(fileName)).findFirst();
    }
}
