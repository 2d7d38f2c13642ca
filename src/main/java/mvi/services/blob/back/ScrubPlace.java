package mvi.services.blob.back;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * How far a pass over all data is. As text: the stage's letter, the key of the record to go on with
 * and the id of its file to go on with, parted by colons; the key in base 64.
 *
 * @param key not below the stage's prefix; of orphans the name of the folder that is done
 * @param file empty for the first of the record
 */
record ScrubPlace(Stage stage, byte[] key, String file) {
    /** In their order. */
    enum Stage {
        PARTS('p'),
        NEWEST('o'),
        OLDER('v'),
        ORPHANS('d'),
        OVER('-');

        private final char letter;

        Stage(char letter) {
            this.letter = letter;
        }

        /** Of the records that it looks at. */
        byte[] prefix() {
            return this == ORPHANS || this == OVER ? new byte[0] : new byte[] {(byte) letter};
        }
    }

    static ScrubPlace parse(String text) {
        String[] parts = text.split(":", -1);
        for (Stage each : Stage.values()) {
            if (parts.length == 3 && parts[0].equals(String.valueOf(each.letter))) {
                return new ScrubPlace(each, Base64.getUrlDecoder().decode(parts[1]), parts[2]);
            }
        }
        return begin(Stage.PARTS);
    }

    String text() {
        return stage.letter + ":" + Base64.getUrlEncoder().encodeToString(key) + ":" + file;
    }

    ScrubPlace nextStage() {
        return begin(Stage.values()[stage.ordinal() + 1]);
    }

    private static ScrubPlace begin(Stage stage) {
        return new ScrubPlace(stage, stage.prefix(), "");
    }

    ScrubPlace at(byte[] record, String itsFile) {
        return new ScrubPlace(stage, record, itsFile);
    }

    /** The first key behind it. */
    ScrubPlace after(byte[] record) {
        return new ScrubPlace(stage, Arrays.copyOf(record, record.length + 1), "");
    }

    /** The folder of data that is done; empty for none. */
    String folder() {
        return new String(key, StandardCharsets.UTF_8);
    }

    ScrubPlace after(String folder) {
        return new ScrubPlace(stage, folder.getBytes(StandardCharsets.UTF_8), "");
    }
}
