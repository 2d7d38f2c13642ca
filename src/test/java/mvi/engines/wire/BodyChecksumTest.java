package mvi.engines.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BodyChecksumTest {
    private static final byte[] CHECK = "123456789".getBytes(StandardCharsets.US_ASCII);

    /** The check values of the CRC catalogue; of the SHA family, as sha1sum has them. */
    @ParameterizedTest
    @CsvSource({
        "x-amz-checksum-crc32, cbf43926",
        "x-amz-checksum-crc32c, e3069283",
        "X-Amz-Checksum-CRC64NVME, ae8b14860a799888",
        "x-amz-checksum-sha1, f7c3bc1d808e04732adf679965ccc34ca7ae3441",
        "x-amz-checksum-sha256, 15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225"
    })
    void eachHasItsKnownValueHoweverItIsFed(String header, String hex) {
        String expected = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
        BodyChecksum whole = BodyChecksum.of(header).orElseThrow();
        whole.update(CHECK, 0, CHECK.length);
        assertThat(whole.value()).isEqualTo(expected);
        BodyChecksum parts = BodyChecksum.of(header).orElseThrow();
        for (int i = 0; i < CHECK.length; i++) {
            parts.update(CHECK, i, 1);
        }
        assertThat(parts.value()).isEqualTo(expected);
    }

    @Test
    void anUnknownOneIsEmpty() {
        assertThat(BodyChecksum.of("x-amz-checksum-type")).isEmpty();
        assertThat(BodyChecksum.of("crc32")).isEmpty();
    }
}
