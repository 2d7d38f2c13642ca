package mvi.services.kv.core;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import mvi.engines.base.Problem;
import mvi.services.kv.AttributeValue;
import mvi.services.kv.Item;

/**
 * Items as bytes: a version, then the attributes in the order of their names, each a name, a type
 * byte and its value. Equal items have equal bytes.
 */
final class ItemCodec {
    private static final int VERSION = 1;
    private static final int MAXIMUM_DEPTH = 32;

    private ItemCodec() {}

    static byte[] write(Item item) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            writeMap(out, item.values(), 0);
        } catch (IOException e) {
            throw Problem.bug("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    static Item read(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readByte() != VERSION) {
                throw Problem.unavailable(
                        "store-too-new", "an item was written by a newer mvi: upgrade", null);
            }
            return new Item(readMap(in));
        } catch (IOException e) {
            throw Problem.bug("an item ends early", e);
        }
    }

    private static void writeMap(DataOutputStream out, Map<String, AttributeValue> map, int depth)
            throws IOException {
        out.writeInt(map.size());
        for (Map.Entry<String, AttributeValue> entry : new TreeMap<>(map).entrySet()) {
            writeText(out, entry.getKey());
            writeValue(out, entry.getValue(), depth + 1);
        }
    }

    private static void writeValue(DataOutputStream out, AttributeValue value, int depth)
            throws IOException {
        if (depth > MAXIMUM_DEPTH) {
            throw Problem.invalid("bad-item", "an item nests at most " + MAXIMUM_DEPTH + " deep");
        }
        switch (value) {
            case AttributeValue.Text text -> tagged(out, 'S', text.text());
            case AttributeValue.Number number ->
                    tagged(out, 'N', Numbers.canonical(number.decimal()));
            case AttributeValue.Bytes bytes -> {
                out.writeByte('B');
                out.writeInt(bytes.bytes().length);
                out.write(bytes.bytes());
            }
            case AttributeValue.Bool bool -> {
                out.writeByte('?');
                out.writeBoolean(bool.value());
            }
            case AttributeValue.Null nothing -> out.writeByte('0');
            case AttributeValue.ListOf list -> {
                out.writeByte('L');
                out.writeInt(list.values().size());
                for (AttributeValue each : list.values()) {
                    writeValue(out, each, depth + 1);
                }
            }
            case AttributeValue.MapOf map -> {
                out.writeByte('M');
                writeMap(out, map.values(), depth);
            }
            case AttributeValue.TextSet set -> writeSet(out, 's', set.values());
            case AttributeValue.NumberSet set -> {
                SortedSet<String> numbers = new TreeSet<>();
                set.values().forEach(number -> numbers.add(Numbers.canonical(number)));
                writeSet(out, 'n', numbers);
            }
            case AttributeValue.BytesSet set -> writeSet(out, 'b', set.values());
        }
    }

    private static void tagged(DataOutputStream out, char tag, String text) throws IOException {
        out.writeByte(tag);
        writeText(out, text);
    }

    private static void writeSet(DataOutputStream out, char tag, SortedSet<String> values)
            throws IOException {
        if (values.isEmpty()) {
            throw Problem.invalid("bad-item", "a set is never empty");
        }
        out.writeByte(tag);
        out.writeInt(values.size());
        for (String value : values) {
            writeText(out, value);
        }
    }

    static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static String readText(DataInputStream in) throws IOException {
        return new String(readBytes(in), UTF_8);
    }

    private static byte[] readBytes(DataInputStream in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return bytes;
    }

    private static Map<String, AttributeValue> readMap(DataInputStream in) throws IOException {
        Map<String, AttributeValue> map = new TreeMap<>();
        for (int count = in.readInt(); count > 0; count--) {
            String name = readText(in);
            map.put(name, readValue(in));
        }
        return map;
    }

    private static AttributeValue readValue(DataInputStream in) throws IOException {
        byte tag = in.readByte();
        return switch (tag) {
            case 'S' -> new AttributeValue.Text(readText(in));
            case 'N' -> new AttributeValue.Number(readText(in));
            case 'B' -> new AttributeValue.Bytes(readBytes(in));
            case '?' -> new AttributeValue.Bool(in.readBoolean());
            case '0' -> new AttributeValue.Null();
            case 'L' -> {
                List<AttributeValue> values = new ArrayList<>();
                for (int count = in.readInt(); count > 0; count--) {
                    values.add(readValue(in));
                }
                yield new AttributeValue.ListOf(values);
            }
            case 'M' -> new AttributeValue.MapOf(readMap(in));
            case 's' -> new AttributeValue.TextSet(readSet(in));
            case 'n' -> new AttributeValue.NumberSet(readSet(in));
            case 'b' -> new AttributeValue.BytesSet(readSet(in));
            default -> throw Problem.bug("an item has a value of unknown type " + tag, null);
        };
    }

    private static SortedSet<String> readSet(DataInputStream in) throws IOException {
        SortedSet<String> values = new TreeSet<>();
        for (int count = in.readInt(); count > 0; count--) {
            values.add(readText(in));
        }
        return values;
    }
}
