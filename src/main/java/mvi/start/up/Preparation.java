package mvi.start.up;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mvi.engines.base.Chance;
import mvi.engines.base.Clock;
import mvi.start.Configuration;
import mvi.start.Home;

/**
 * A data folder as {@code up} makes one, for a rehearsal: everything belongs to whoever runs it.
 */
public final class Preparation {
    private Preparation() {}

    public static Configuration rehearse(
            Map<String, String> environment, Clock clock, Chance chance) throws IOException {
        Home home = Home.of(environment);
        for (Path folder :
                List.of(
                        home.run("data"),
                        home.tls("data"),
                        home.run("balance"),
                        home.tls("balance"),
                        home.run("control"),
                        home.data(),
                        home.balance(),
                        home.certificateAuthority(),
                        home.logs(),
                        home.accesses(),
                        home.metrics(),
                        home.work())) {
            Files.createDirectories(folder);
        }
        Configuration configuration =
                Ports.settle(Configuration.load(home, environment), line -> {});
        Credentials.make(home, Credentials.Owners.MAKER, clock, chance);
        return configuration;
    }
}
