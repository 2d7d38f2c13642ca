package mvi.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An app of several processes that reach each other by link and by name. */
@Tag("acceptance")
@ExtendWith(Worlds.class)
final class ShopTest {
    private static final Path SHOP = Path.of("examples/shop").toAbsolutePath();
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Pattern ORDER = Pattern.compile("/order/([0-9]+)");
    private static final long REQUESTS = 600;

    private final World world;

    ShopTest(World world) throws IOException {
        this.world = world;
        world.ensureDeployed(Projects.copy(world, SHOP, "shop"), "shop");
    }

    @Test
    void whatIsBoughtIsShipped() throws IOException {
        assertThat(world.ask("shop", "/")).contains("Buy tea");
        isShipped("shop", "tea");
        assertThat(world.request("shop", "/order/999999").status()).isEqualTo(404);
    }

    @Test
    void whatIsOnlyExposedIsNotReachedFromOutside() throws IOException {
        assertThat(world.request("api.shop", "/").body()).contains("No app answers to this name");
    }

    /** As a Compose file does that knows of no links. */
    @Test
    void aNameLeadsToItsProcessWithoutALink() throws IOException {
        Path project = Projects.copy(world, SHOP, "named");
        Projects.edit(
                project.resolve("compose.yaml"),
                text ->
                        text.replace("    depends_on: [api]\n", "")
                                .replace(
                                        "    expose:",
                                        "    container_name: named-api\n    expose:"));
        world.deploy(project, "named").succeeded();
        assertThat(world.env("-a", "named")).doesNotContainKey("API_URL");
        isShipped("named", "water");
        Map<String, String> hosts = hosts("named");
        assertThat(hosts).containsKeys("api", "database", "web");
        assertThat(hosts.get("named-api")).isEqualTo(hosts.get("api"));
    }

    @Test
    void noPageFailsWhileEveryProcessIsReplacedAndNamesStayWhereTheyAre() throws IOException {
        Map<String, String> before = hosts("shop");
        try (Load load = Load.on(world, "shop", "/")) {
            world.mvi("restart", "-a", "shop").succeeded();
            world.mvi("scale", "-a", "shop", "api=3").succeeded();
            world.deploy(Projects.copy(world, SHOP, "shop"), "shop").succeeded();
            world.kill("control", "KILL");
            load.await(REQUESTS);
            load.hadNoFailure();
        }
        Await.until(
                "names are told again",
                LIMIT,
                () -> hosts("shop").entrySet().containsAll(before.entrySet()));
    }

    /** Every address of each app, asked from the other. */
    @Test
    void anAppsNamesAreItsOwn() throws IOException {
        world.ensureDeployed(Projects.notes(world, "notes"), "notes");
        Map<String, String> shop = hosts("shop");
        Map<String, String> notes = hosts("notes");
        assertThat(shop).containsKeys("api", "web", "database");
        assertThat(notes).containsKeys("web", "database");
        assertThat(reach("notes", notes.getOrDefault("web", ""), 8080)).isEqualTo("open");
        assertThat(reach("notes", notes.getOrDefault("web", ""), 8081)).isEqualTo("closed");
        for (String address : shop.values()) {
            for (int port : new int[] {8080, 5432, 20_000, 20_001}) {
                assertThat(reach("notes", address, port))
                        .as("%s:%d of the shop", address, port)
                        .isEqualTo("closed");
            }
        }
    }

    private void isShipped(String app, String product) throws IOException {
        Web.Answer bought = Web.post(world.port("http"), world.host(app), "/buy/" + product, LIMIT);
        Matcher order = ORDER.matcher(bought.body());
        assertThat(order.find()).as(bought.toString()).isTrue();
        Await.until(
                "the order is shipped",
                LIMIT,
                () -> world.ask(app, order.group()).contains(product + " shipped"));
    }

    private String reach(String app, String address, int port) throws IOException {
        return world.ask(app, "/reach?host=" + address + "&port=" + port);
    }

    /** What a container of the app's web has in its /etc/hosts from the platform: private ones. */
    private Map<String, String> hosts(String app) {
        Map<String, String> hosts = new TreeMap<>();
        String text =
                world.mvi("exec", "-a", app, "web", "--", "cat", "/etc/hosts").succeeded().out();
        for (String line : text.lines().toList()) {
            String[] words = line.strip().split("\\s+");
            if (words.length == 2 && words[0].startsWith("10.")) {
                hosts.put(words[1], words[0]);
            }
        }
        hosts.remove("host.containers.internal");
        return hosts;
    }
}
