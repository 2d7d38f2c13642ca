package mvi.api.front;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import mvi.api.schema.ResourceView;
import mvi.engines.base.Problem;
import mvi.engines.http.HttpReply;
import mvi.manifest.Manifest;
import mvi.platform.Resources;

/** The operations on single platform services of an app. */
final class ResourceHandlers {
    /** As the manifest has names of services. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");

    private static final Pattern ADDRESS =
            Pattern.compile("([A-Za-z0-9.-]{1,253}|\\[[0-9a-f:]{2,45}]):\\d{1,5}");

    private final Resources resources;

    ResourceHandlers(Resources resources) {
        this.resources = resources;
    }

    HttpReply ensure(ApiCall call) throws IOException {
        String name = name(call);
        Map<String, Object> asked = call.json();
        String service = String.valueOf(asked.getOrDefault("service", ""));
        String address = String.valueOf(asked.getOrDefault("address", ""));
        if (!ADDRESS.matcher(address).matches()) {
            throw Problem.invalid(
                    "bad-address",
                    "'" + address + "' is not an address: write host:port, as 127.0.0.1:5432");
        }
        Map<String, String> variables =
                resources.ensure(
                        call.app(),
                        new Manifest.Provider(name, service, Optional.empty()),
                        address);
        return AppHandlers.json(new ResourceView(call.app(), name, service, variables));
    }

    HttpReply connect(ApiCall call) {
        return Streams.connection(
                call.request(),
                resources.endpoint(
                        call.app(), name(call), call.query("service").orElse("postgres")));
    }

    private static String name(ApiCall call) {
        String name = call.path("name");
        if (!NAME.matcher(name).matches()) {
            throw Problem.invalid(
                    "bad-name",
                    "'" + name + "' is not a service's name: it has 1 to 40 of a-z 0-9 -");
        }
        return name;
    }
}
