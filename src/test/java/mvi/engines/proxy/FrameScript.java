package mvi.engines.proxy;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.Map;

/** Frames of HTTP/2 as text; hostile-streams.txt tells its form. */
record FrameScript(byte[] bytes, int lastStream) {
    private static final Map<String, Integer> TYPES =
            Map.of(
                    "DATA", RawStreams.DATA,
                    "HEADERS", RawStreams.HEADERS,
                    "PRIORITY", RawStreams.PRIORITY,
                    "RESET", RawStreams.RESET,
                    "SETTINGS", RawStreams.SETTINGS,
                    "PUSH", RawStreams.PUSH,
                    "PING", RawStreams.PING,
                    "GOAWAY", RawStreams.GO_AWAY,
                    "WINDOW", RawStreams.WINDOW,
                    "CONTINUATION", RawStreams.CONTINUATION);

    private static final Map<Character, Integer> FLAGS =
            Map.of(
                    '-',
                    0,
                    'e',
                    RawStreams.END_STREAM,
                    'h',
                    RawStreams.END_HEADERS,
                    'p',
                    8,
                    'r',
                    32);

    private static final String HEAD = ":scheme=https :path=/ :method=%s :authority=%s";

    static FrameScript of(String text) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int lastStream = 0;
        for (String each : text.split("; ", -1)) {
            String frame = each;
            int times = 1;
            int star = frame.indexOf("* ");
            if (star > 0) {
                times = Integer.parseInt(frame.substring(0, star));
                frame = frame.substring(star + 2);
            }
            String[] parts = CaseFile.repeated(frame).split(" ", 4);
            int stream = Integer.parseInt(parts[1]);
            lastStream = stream == 0 ? lastStream : stream;
            byte[] bytes =
                    RawStreams.bytes(
                            type(parts[0]),
                            flags(parts.length > 2 ? parts[2] : "-"),
                            stream,
                            payload(parts.length > 3 ? parts[3] : ""));
            for (int i = 0; i < times; i++) {
                all.writeBytes(bytes);
            }
        }
        return new FrameScript(all.toByteArray(), lastStream);
    }

    private static int type(String name) {
        Integer known = TYPES.get(name);
        return known == null ? Integer.decode(name) : known;
    }

    private static int flags(String letters) {
        int flags = 0;
        for (char letter : letters.toCharArray()) {
            flags |= FLAGS.getOrDefault(letter, 0);
        }
        return flags;
    }

    private static byte[] payload(String text) {
        String whole =
                text.replace("@get", HEAD.formatted("GET", "app.test"))
                        .replace("@post", HEAD.formatted("POST", "app.test"))
                        .replace("@none", HEAD.formatted("GET", "none.test"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String part : whole.isEmpty() ? new String[0] : whole.split(" ", -1)) {
            int equals = part.indexOf('=');
            out.writeBytes(
                    equals < 0
                            ? HexFormat.of().parseHex(part)
                            : RawStreams.block(
                                    CaseFile.meant(part.substring(0, equals)),
                                    CaseFile.meant(part.substring(equals + 1))));
        }
        return out.toByteArray();
    }
}
