package mvi.api.front;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class ApiReferenceTest {
    @Test
    void docsApiSaysWhatTheRouteTableSays() throws IOException {
        assertThat(Files.readString(Path.of("docs/api.md")))
                .isEqualTo(ApiReference.page(RouteTable.of(TestApi.parts())));
    }
}
