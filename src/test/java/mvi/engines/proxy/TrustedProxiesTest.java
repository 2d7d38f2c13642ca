package mvi.engines.proxy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import mvi.engines.base.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is trusted, and what of a request's addresses is believed then. */
class TrustedProxiesTest {
    private static final TrustedProxies TRUSTED =
            new TrustedProxies(
                    TrustedProxies.parse("192.0.2.0/25, 198.51.100.7, 2001:db8::/32"), false);

    private static InetAddress address(String text) {
        return requireNonNull(AddressRange.address(text), text);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.0, true",
        "192.0.2.127, true",
        "192.0.2.128, false",
        "192.0.1.255, false",
        "198.51.100.7, true",
        "198.51.100.6, false",
        "::ffff:192.0.2.1, true",
        "::192.0.2.1, false",
        "2001:db8::, true",
        "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff, true",
        "2001:db9::, false",
        "c000:201::, false"
    })
    void aRangeHasTheAddressesOfItsPrefix(String address, boolean isTrusted) {
        assertThat(TRUSTED.contains(address(address))).isEqualTo(isTrusted);
    }

    @Test
    void prefixesOfAnyLengthAreRight() throws Exception {
        for (String address : List.of("255.0.170.85", "ff00:aa55:8001:7ffe:0:ffff:1234:abcd")) {
            byte[] bytes = address(address).getAddress();
            for (int length = 0; length <= bytes.length * 8; length++) {
                byte[] first = bytes.clone();
                for (int bit = length; bit < bytes.length * 8; bit++) {
                    first[bit / 8] &= (byte) ~(0x80 >> bit % 8);
                }
                AddressRange range = new AddressRange(InetAddress.getByAddress(first), length);
                assertThat(AddressRange.parse(range.toString())).isEqualTo(range);
                for (int bit = 0; bit < bytes.length * 8; bit++) {
                    byte[] other = bytes.clone();
                    other[bit / 8] ^= (byte) (0x80 >> bit % 8);
                    assertThat(range.contains(InetAddress.getByAddress(other)))
                            .as("%s in %s", bit, range)
                            .isEqualTo(bit >= length);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "192.0.2",
                "192.0.2.256",
                "192.0.2.1.1",
                "192.0.2.1.",
                "192.0.2.01",
                "0xc0.0.2.1",
                "3221225985",
                "192.0.2.0/",
                "192.0.2.0/33",
                "192.0.2.0/-1",
                "192.0.2.0/+8",
                "192.0.2.0/24/24",
                "192.0.2.0/ 24",
                "192.0.2.1/24",
                "192.0.2.0/255.255.255.0",
                "/24",
                "2001:db8::/129",
                "2001:db8::1/32",
                "2001:db8::/9999",
                "2001::db8::",
                "[2001:db8::1]",
                "fe80::1%eth0",
                "::ffff:192.0.2.0/24",
                "192.0.2.1:80"
            })
    void whatIsNoAddressIsRefusedByItsWords(String wrong) {
        assertThatThrownBy(() -> TrustedProxies.parse("192.0.2.1," + wrong + ",192.0.2.2"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("'" + wrong + "'");
    }

    @Test
    void soManyAreNamedAtMost() {
        String most = "192.0.2.1" + ",192.0.2.1".repeat(511);
        assertThat(TrustedProxies.parse(most)).hasSize(512);
        assertThatThrownBy(() -> TrustedProxies.parse(most + ",192.0.2.1"))
                .isInstanceOf(Problem.class);
    }

    private static Origin origin(HttpHeaders headers) {
        var peer = new InetSocketAddress(address("192.0.2.1"), 1234);
        headers.set("Host", "app.test");
        return Origin.of(headers, new Peer(peer, peer, true, true), TRUSTED, false);
    }

    /** Fields are parted by a stroke. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "203.0.113.5; 203.0.113.5; 203.0.113.5, 192.0.2.1",
                "6.6.6.6, 203.0.113.5; 203.0.113.5; 203.0.113.5, 192.0.2.1",
                "6.6.6.6|203.0.113.5; 203.0.113.5; 203.0.113.5, 192.0.2.1",
                "203.0.113.5|192.0.2.9; 203.0.113.5; 203.0.113.5, 192.0.2.9, 192.0.2.1",
                "6.6.6.6,203.0.113.5, 2001:db8::7 ,192.0.2.9;"
                        + " 203.0.113.5;"
                        + " 203.0.113.5, 2001:db8:0:0:0:0:0:7, 192.0.2.9, 192.0.2.1",
                "192.0.2.8, 192.0.2.9; 192.0.2.8; 192.0.2.8, 192.0.2.9, 192.0.2.1",
                "203.0.113.5:4711; 203.0.113.5; 203.0.113.5, 192.0.2.1",
                "[2003::5]:4711; 2003:0:0:0:0:0:0:5; 2003:0:0:0:0:0:0:5, 192.0.2.1",
                "[2003::5]; 2003:0:0:0:0:0:0:5; 2003:0:0:0:0:0:0:5, 192.0.2.1",
                "2003::5; 2003:0:0:0:0:0:0:5; 2003:0:0:0:0:0:0:5, 192.0.2.1",
                "::ffff:203.0.113.5; 203.0.113.5; 203.0.113.5, 192.0.2.1",
                ",203.0.113.5, ,; 203.0.113.5; 203.0.113.5, 192.0.2.1",
                "''; 192.0.2.1; 192.0.2.1",
                "', , ,'; 192.0.2.1; 192.0.2.1",
                "unknown; 192.0.2.1; 192.0.2.1",
                "_hidden; 192.0.2.1; 192.0.2.1",
                "203.0.113.5, unknown; 192.0.2.1; 192.0.2.1",
                "203.0.113.5, unknown, 192.0.2.9; 192.0.2.9; 192.0.2.9, 192.0.2.1",
                "203.0.113.5 192.0.2.9; 192.0.2.1; 192.0.2.1",
                "203.0.113.5:x; 192.0.2.1; 192.0.2.1",
                "203.0.113.5:; 192.0.2.1; 192.0.2.1",
                "[203.0.113.5; 192.0.2.1; 192.0.2.1",
                "[2003::5]x; 192.0.2.1; 192.0.2.1",
                "[]; 192.0.2.1; 192.0.2.1",
                "[; 192.0.2.1; 192.0.2.1",
                ":; 192.0.2.1; 192.0.2.1",
                "fe80::1%eth0; 192.0.2.1; 192.0.2.1",
                "999.0.113.5; 192.0.2.1; 192.0.2.1",
                "<script>; 192.0.2.1; 192.0.2.1"
            })
    void theClientIsTheFirstFromTheRightThatIsNoProxy(String fields, String client, String path) {
        var headers = new DefaultHttpHeaders();
        for (String field : fields.split("\\|", -1)) {
            headers.add("X-Forwarded-For", field);
        }
        Origin origin = origin(headers);
        assertThat(origin.client()).isEqualTo(client);
        assertThat(origin.path()).isEqualTo(path);
    }

    @Test
    void soManyHopsAreLookedAt() {
        var headers = new DefaultHttpHeaders();
        headers.add("X-Forwarded-For", "203.0.113.5" + ", 192.0.2.9".repeat(16));
        assertThat(origin(headers).client()).isEqualTo("192.0.2.9");
        headers.set("X-Forwarded-For", "203.0.113.5" + ", 192.0.2.9".repeat(15));
        assertThat(origin(headers).client()).isEqualTo("203.0.113.5");
        headers.set("X-Forwarded-For", ",".repeat(30_000));
        assertThat(origin(headers).client()).isEqualTo("192.0.2.1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "https; true; true",
                "HTTPS; true; true",
                "wss; true; true",
                "http; false; true",
                "ws; false; true",
                "'http, https'; true; true",
                "https|http; false; true",
                "'https,'; false; false",
                "''; false; false",
                "on; false; false",
                "https://; false; false"
            })
    void theSchemeIsTheProxysOwnWord(String fields, boolean isSecure, boolean isTold) {
        var headers = new DefaultHttpHeaders();
        for (String field : fields.split("\\|", -1)) {
            headers.add("X-Forwarded-Proto", field);
        }
        assertThat(origin(headers).isSecure()).isEqualTo(isSecure);
        assertThat(origin(headers).isTold()).isEqualTo(isTold);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "www.example.org; www.example.org",
                "www.example.org:8443; www.example.org:8443",
                "[2001:db8::1]; [2001:db8::1]",
                "''; app.test",
                "a b; app.test",
                "'a.test, b.test'; app.test",
                "a.test|b.test; app.test",
                "a/b; app.test",
                "<script>; app.test"
            })
    void theHostIsANameOrThatOfTheRequest(String fields, String host) {
        var headers = new DefaultHttpHeaders();
        for (String field : fields.split("\\|", -1)) {
            headers.add("X-Forwarded-Host", field);
        }
        assertThat(origin(headers).host()).isEqualTo(host);
    }
}
