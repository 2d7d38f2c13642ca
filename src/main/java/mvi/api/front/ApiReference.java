package mvi.api.front;

import java.util.List;

/** Writes docs/api.md from the route table. */
final class ApiReference {
    private ApiReference() {}

    static String page(List<ApiRoute> routes) {
        StringBuilder page = new StringBuilder();
        page.append("# The HTTP API\n\n")
                .append("Made from the route table (`RouteTable`); a test keeps it so.\n\n")
                .append("JSON in and out, records as in `mvi.api.schema`. A bearer token is asked")
                .append(" for wherever a permission\nstands. Failures are problems as RFC 9457")
                .append(" has them: `application/problem+json`, `type`\n")
                .append("`urn:mvi:problem:CODE`. Events are Server-Sent Events named `step`,")
                .append(" `output`, `done`, `failed`;\nthe work goes on when the client goes")
                .append(" away. A frame is one byte of channel (1 stdout, 2 stderr,\n3 exit), four")
                .append(" of length, big-endian, and the payload; the exit's is its code as")
                .append(" text.\n\n")
                .append("| method | path | what | permission |\n|---|---|---|---|\n");
        for (ApiRoute route : routes) {
            page.append("| ")
                    .append(route.method())
                    .append(" | `")
                    .append(route.template())
                    .append("` | ")
                    .append(route.summary())
                    .append(" | ")
                    .append(route.permission().isEmpty() ? "none" : route.permission())
                    .append(" |\n");
        }
        return page.toString();
    }
}
