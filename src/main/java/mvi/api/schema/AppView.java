package mvi.api.schema;

import java.util.List;

/**
 * An app: {@code GET /v1/apps}, {@code GET /v1/apps/{app}}.
 *
 * @param release empty before the first one
 * @param maintenance what its clients are told in its stead; empty when it answers
 */
public record AppView(
        String name,
        String state,
        String release,
        String url,
        List<String> domains,
        String account,
        List<ProcessCount> processes,
        List<LinkView> links,
        String created,
        String maintenance) {
    public record ProcessCount(String name, int wanted, int running) {}

    /**
     * @param state what its service says of it
     */
    public record LinkView(String name, String service, String state) {}
}
