package mvi.acceptance;

/**
 * Pages speak of the ports 80 and 443, which a platform has on a machine of its own. A world has
 * others, so the addresses that a reader types are led to those, and what is shown is led back.
 */
record UsualPorts(int http, int https) {
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    /** {@code http://name/}, and {@code name:80:address} as {@code curl --resolve} has it. */
    String leave(String typed) {
        return leave(leave(typed, "http", HTTP, http), "https", HTTPS, https);
    }

    String comeBack(String shown) {
        return comeBack(comeBack(shown, HTTP, http), HTTPS, https);
    }

    private static String leave(String text, String scheme, int usual, int own) {
        return text.replaceAll("\\b(" + scheme + "://[A-Za-z0-9.-]++)(?!:)", "$1:" + own)
                .replace(":" + usual + ":", ":" + own + ":");
    }

    private static String comeBack(String text, int usual, int own) {
        return text.replace(":" + own + ":", ":" + usual + ":").replaceAll(":" + own + "\\b", "");
    }
}
