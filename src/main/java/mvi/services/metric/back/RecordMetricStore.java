package mvi.services.metric.back;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import mvi.engines.store.Batch;
import mvi.engines.store.Entry;
import mvi.engines.store.RecordStore;
import mvi.engines.store.Scan;
import mvi.services.metric.MetricService.Sample;
import mvi.services.metric.MetricService.Type;
import mvi.services.metric.core.MetricStore;

/**
 * Samples in a record store: the key is the time in milliseconds, big-endian; the value all samples
 * of that time, deflated. A day of a scrape each ten seconds is 8,640 records.
 */
public final class RecordMetricStore implements MetricStore {
    public static final String FAMILY = "samples";
    private static final byte VERSION = 1;
    private static final int PAGE = 200;

    private final RecordStore store;

    public RecordMetricStore(RecordStore store) {
        this.store = store;
    }

    @Override
    public void append(Instant time, List<Sample> samples) {
        store.commit(new Batch().put(FAMILY, key(time), encode(samples)));
    }

    @Override
    public void read(Instant from, Instant to, BiConsumer<Instant, List<Sample>> visitor) {
        Scan scan =
                new Scan(FAMILY, key(from), key(to.plusMillis(1)), PAGE, Scan.Direction.ASCENDING);
        for (List<Entry> page = store.scan(scan); !page.isEmpty(); page = store.scan(scan)) {
            for (Entry entry : page) {
                visitor.accept(
                        Instant.ofEpochMilli(ByteBuffer.wrap(entry.key()).getLong()),
                        decode(entry.value()));
            }
            scan = scan.goOnAfter(page.getLast().key());
        }
    }

    @Override
    public void dropBefore(Instant time) {
        Scan old = new Scan(FAMILY, null, key(time), PAGE, Scan.Direction.ASCENDING);
        for (List<Entry> page = store.scan(old); !page.isEmpty(); page = store.scan(old)) {
            Batch batch = new Batch();
            page.forEach(entry -> batch.delete(FAMILY, entry.key()));
            store.commit(batch);
        }
    }

    private static byte[] key(Instant time) {
        return ByteBuffer.allocate(Long.BYTES).putLong(Math.max(0, time.toEpochMilli())).array();
    }

    static byte[] encode(List<Sample> samples) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(VERSION);
        try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes))) {
            out.writeInt(samples.size());
            for (Sample sample : samples) {
                out.writeUTF(sample.name());
                out.writeByte(sample.type().ordinal());
                out.writeByte(sample.labels().size());
                for (Map.Entry<String, String> label : sample.labels().entrySet()) {
                    out.writeUTF(label.getKey());
                    out.writeUTF(label.getValue());
                }
                out.writeDouble(sample.value());
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    static List<Sample> decode(byte[] value) {
        if (value[0] != VERSION) {
            throw new IllegalStateException("samples of format " + value[0]);
        }
        ByteArrayInputStream bytes = new ByteArrayInputStream(value, 1, value.length - 1);
        try (DataInputStream in = new DataInputStream(new InflaterInputStream(bytes))) {
            int count = in.readInt();
            List<Sample> samples = new ArrayList<>(Math.min(count, 100_000));
            for (int i = 0; i < count; i++) {
                String name = in.readUTF();
                Type type = Type.values()[in.readByte()];
                Map<String, String> labels = new LinkedHashMap<>();
                for (int label = in.readByte(); label > 0; label--) {
                    labels.put(in.readUTF(), in.readUTF());
                }
                samples.add(new Sample(name, labels, type, in.readDouble()));
            }
            return samples;
        } catch (IOException damaged) {
            throw new UncheckedIOException(damaged);
        }
    }
}
