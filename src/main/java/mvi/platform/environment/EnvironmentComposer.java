package mvi.platform.environment;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import mvi.engines.base.Credential;

/**
 * What a container of a process sees: pure. The app's own variables win over the manifest's, which
 * win over what the platform gives.
 */
public final class EnvironmentComposer {
    /** {@code PORT} of a process that names no port. */
    public static final int DEFAULT_PORT = 8080;

    private final String region;
    private final int servicesPort;

    /**
     * @param region what {@code AWS_REGION} says
     * @param servicesPort where S3, DynamoDB and KMS listen on an app's endpoint
     */
    public EnvironmentComposer(String region, int servicesPort) {
        this.region = region;
        this.servicesPort = servicesPort;
    }

    /** What a bucket, table and key service of this platform are called by. */
    public String region() {
        return region;
    }

    /**
     * All that a container of one process is given.
     *
     * @param manifest the manifest's values for the process
     * @param own the app's own
     * @param endpoint the address at which the app reaches the platform's services
     * @param trust the variables that point at the certificates in the container; empty for none
     */
    public record Inputs(
            int port,
            Map<String, String> manifest,
            Map<String, String> own,
            List<Link> links,
            String endpoint,
            Credential credential,
            Map<String, String> trust) {}

    public Map<String, String> compose(Inputs inputs) {
        Map<String, String> all = new TreeMap<>(inputs.trust());
        all.putAll(links(inputs.links(), services(inputs.endpoint()), inputs.credential()));
        all.put("PORT", Integer.toString(inputs.port()));
        all.putAll(inputs.manifest());
        all.putAll(inputs.own());
        return all;
    }

    private String services(String endpoint) {
        return "https://" + endpoint + ":" + servicesPort;
    }

    /**
     * The variables of these links alone.
     *
     * @param services the URL of S3, DynamoDB and KMS
     */
    public Map<String, String> links(List<Link> links, String services, Credential credential) {
        Map<String, String> all = new TreeMap<>();
        boolean isAws = false;
        for (Link link : links) {
            String url = variableOf(link.name());
            switch (link) {
                case Link.Postgres postgres -> all.put(url, postgres.url());
                case Link.Process process ->
                        all.put(url, "http://" + process.name() + ":" + process.port());
                case Link.Blob blob -> {
                    all.put(url, "s3://" + blob.name());
                    all.put("AWS_ENDPOINT_URL_S3", services);
                    isAws = true;
                }
                case Link.Kv kv -> {
                    all.put(url, services);
                    all.put("AWS_ENDPOINT_URL_DYNAMODB", services);
                    isAws = true;
                }
                case Link.Crypto crypto -> {
                    all.put(url, crypto.keyArn());
                    all.put("AWS_ENDPOINT_URL_KMS", services);
                    isAws = true;
                }
                case Link.Function function -> {
                    all.put(url, function.arn());
                    all.put("AWS_ENDPOINT_URL_LAMBDA", services);
                    isAws = true;
                }
            }
        }
        if (isAws) {
            all.put("AWS_ACCESS_KEY_ID", credential.accessKeyId());
            all.put("AWS_SECRET_ACCESS_KEY", credential.secret().revealText());
            all.put("AWS_REGION", region);
            // The first version of the AWS CLI and boto3 read this one alone.
            all.put("AWS_DEFAULT_REGION", region);
        }
        return all;
    }

    /** Names of the variables that a link puts in, for people. */
    public List<String> names(Link link, Credential credential) {
        return List.copyOf(
                new TreeSet<>(links(List.of(link), services("0.0.0.0"), credential).keySet()));
    }

    private static String variableOf(String name) {
        return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_") + "_URL";
    }
}
