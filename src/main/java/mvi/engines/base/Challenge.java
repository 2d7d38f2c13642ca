package mvi.engines.base;

/** How an authority of certificates looks whether a name leads here; both at the name's address. */
public enum Challenge {
    /** Port 80 answers a text (RFC 8555 section 8.3). */
    HTTP_01("http-01"),

    /** Port 443 shows a certificate (RFC 8737). */
    TLS_ALPN_01("tls-alpn-01");

    private final String text;

    Challenge(String text) {
        this.text = text;
    }

    /** As authorities call it. */
    @Override
    public String toString() {
        return text;
    }

    /** Throws {@link IllegalArgumentException} for what is none. */
    public static Challenge of(String text) {
        for (Challenge each : values()) {
            if (each.text.equals(text)) {
                return each;
            }
        }
        throw new IllegalArgumentException("no challenge: " + text);
    }

    /** What to try when this one did not go well. */
    public Challenge other() {
        return this == HTTP_01 ? TLS_ALPN_01 : HTTP_01;
    }
}
