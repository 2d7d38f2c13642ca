package mvi.cli.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ProviderMessagesTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ProviderMessages messages =
            new ProviderMessages(new PrintStream(out, true, StandardCharsets.UTF_8));

    @Test
    void variablesGetTheNamesThatTheyHaveOnThePlatform() {
        assertThat(
                        messages.variables(
                                "my-files",
                                new TreeMap<>(
                                        Map.of("AWS_REGION", "here", "MY_FILES_URL", "s3://f")),
                                true))
                .isEmpty();
        assertThat(lines())
                .isEqualTo(
                        """
                        {"type":"rawsetenv","message":"AWS_REGION=here"}
                        {"type":"rawsetenv","message":"MY_FILES_URL=s3://f"}
                        """);
    }

    /** Compose puts {@code FILES_} before each. */
    @Test
    void anOldComposeIsSentWhatItKnowsAndWhatItRenamesIsTold() {
        assertThat(
                        messages.variables(
                                "files",
                                new TreeMap<>(Map.of("AWS_REGION", "here", "FILES_URL", "s3://f")),
                                false))
                .containsExactly("AWS_REGION");
        assertThat(lines())
                .isEqualTo(
                        """
                        {"type":"setenv","message":"AWS_REGION=here"}
                        {"type":"setenv","message":"URL=s3://f"}
                        """);
    }

    @Test
    void theVersionThatKnowsRawVariables() {
        assertThat(ComposeVersion.parse("2.40.3\n"))
                .hasValueSatisfying(old -> assertThat(old.knowsRawVariables()).isFalse());
        assertThat(ComposeVersion.parse("v5.1.4"))
                .hasValueSatisfying(old -> assertThat(old.knowsRawVariables()).isFalse());
        assertThat(ComposeVersion.parse("v5.2.0-rc.1"))
                .hasValueSatisfying(its -> assertThat(its.knowsRawVariables()).isTrue());
        assertThat(ComposeVersion.parse("10.0"))
                .hasValueSatisfying(its -> assertThat(its.knowsRawVariables()).isTrue());
        assertThat(ComposeVersion.parse("dev")).isEmpty();
    }

    @Test
    void theGatewayIsTheFirstIpv4Address() {
        assertThat(ProjectNetwork.firstIpv4("fd00::1 172.18.0.1 10.0.0.1 \n"))
                .isEqualTo(Optional.of("172.18.0.1"));
        assertThat(ProjectNetwork.firstIpv4("10.89.0.1/24")).isEqualTo(Optional.of("10.89.0.1"));
        assertThat(ProjectNetwork.firstIpv4("\n")).isEmpty();
    }

    private String lines() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
