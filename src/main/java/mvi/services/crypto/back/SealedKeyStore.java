package mvi.services.crypto.back;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mvi.engines.base.Chance;
import mvi.engines.base.Problem;
import mvi.engines.base.Secret;
import mvi.engines.store.Batch;
import mvi.engines.store.Change;
import mvi.engines.store.Disk;
import mvi.engines.store.DurableFiles;
import mvi.engines.store.Entry;
import mvi.engines.store.RecordStore;
import mvi.engines.store.Scan;
import mvi.engines.store.StoreLimits;
import mvi.services.crypto.CryptoKey;
import mvi.services.crypto.core.KeyStore;
import mvi.services.crypto.core.KeyUse;

/**
 * Keys in a record store of their own, each sealed by the root key, and the audit beside them. A
 * key's record, all of it sealed: version, account, description, time, state, material.
 */
public final class SealedKeyStore implements KeyStore, AutoCloseable {
    private static final String KEYS = "keys";
    private static final String STATE = "state";
    private static final String CHECK = "root-key";
    private static final byte VERSION = 1;
    private static final int PAGE = 1000;

    private final RecordStore records;
    private final RootKey root;

    private SealedKeyStore(RecordStore records, RootKey root) {
        this.records = records;
        this.root = root;
    }

    /**
     * Opens the folder, made when it is not there. Throws UNAVAILABLE {@code root-key-missing} or
     * {@code wrong-root-key} when keys are there that nothing opens.
     */
    public static SealedKeyStore open(Path folder, StoreLimits limits, Disk disk, Chance chance) {
        try {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException failed) {
            throw Problem.unavailable("file-failed", "could not make " + folder, failed);
        }
        RecordStore records =
                RecordStore.open(
                        folder.resolve("store"),
                        Set.of(KEYS, STATE, AuditChain.FAMILY),
                        limits,
                        disk);
        try {
            return new SealedKeyStore(
                    records, rootKey(folder.resolve("root.key"), records, disk, chance));
        } catch (RuntimeException failed) {
            records.close();
            throw failed;
        }
    }

    /** The root key is on the disk before the first record that needs it. */
    private static RootKey rootKey(Path file, RecordStore records, Disk disk, Chance chance) {
        DurableFiles files = new DurableFiles(disk);
        byte[] name = CHECK.getBytes(StandardCharsets.UTF_8);
        Optional<byte[]> check = records.get(STATE, name);
        Optional<RootKey> present = RootKey.read(file, files, chance);
        if (check.isPresent()) {
            RootKey root =
                    present.orElseThrow(
                            () ->
                                    Problem.unavailable(
                                            "root-key-missing",
                                            file
                                                    + " is missing, and the keys beside it can not"
                                                    + " be opened without it: put it back",
                                            null));
            root.open(CHECK, check.get());
            return root;
        }
        RootKey root = present.orElseGet(() -> RootKey.create(file, files, chance));
        records.commit(new Batch().put(STATE, name, root.seal(CHECK, new byte[] {VERSION})));
        return root;
    }

    @Override
    public void add(CryptoKey key, Secret material, KeyUse making) {
        byte[] sealed = root.seal(key.id(), encode(key, material));
        records.update(
                view -> {
                    Batch batch = new Batch().put(KEYS, name(key.id()), sealed);
                    AuditChain.append(view, batch, making);
                    return new Change<>(batch, true);
                });
    }

    @Override
    public Optional<StoredKey> find(String keyId) {
        return records.get(KEYS, name(keyId)).map(bytes -> open(keyId, bytes));
    }

    @Override
    public List<CryptoKey> list(String account) {
        List<CryptoKey> keys = new ArrayList<>();
        Scan scan = Scan.prefix(KEYS, new byte[0], PAGE);
        for (List<Entry> page = records.scan(scan); !page.isEmpty(); page = records.scan(scan)) {
            for (Entry entry : page) {
                String id = new String(entry.key(), StandardCharsets.UTF_8);
                CryptoKey key = open(id, entry.value()).key();
                if (key.account().equals(account)) {
                    keys.add(key);
                }
            }
            scan = scan.goOnAfter(page.getLast().key());
        }
        keys.sort(Comparator.comparing(CryptoKey::created).thenComparing(CryptoKey::id));
        return keys;
    }

    @Override
    public void record(KeyUse use) {
        records.update(
                view -> {
                    Batch batch = new Batch();
                    AuditChain.append(view, batch, use);
                    return new Change<>(batch, true);
                });
    }

    /** Every use from the first on. Throws UNAVAILABLE {@code audit-broken}. */
    public List<KeyUse> audit() {
        return AuditChain.read(records);
    }

    /** Why the store takes nothing any more, or empty while it runs. */
    public Optional<Problem> stopped() {
        return records.stopped();
    }

    @Override
    public void close() {
        records.close();
    }

    private StoredKey open(String id, byte[] sealed) {
        byte[] clear = root.open(id, sealed);
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(clear))) {
            if (in.readByte() > VERSION) {
                throw Problem.unavailable(
                        "store-too-new", "key " + id + " was written by a newer mvi", null);
            }
            String account = in.readUTF();
            String description = in.readUTF();
            Instant created = Instant.ofEpochMilli(in.readLong());
            boolean isEnabled = in.readBoolean();
            return new StoredKey(
                    new CryptoKey(account, id, description, created, isEnabled),
                    Secret.of(in.readAllBytes()));
        } catch (IOException cut) {
            throw Problem.bug("the record of key " + id + " is cut", cut);
        }
    }

    private static byte[] encode(CryptoKey key, Secret material) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeUTF(key.account());
            out.writeUTF(key.description());
            out.writeLong(key.created().toEpochMilli());
            out.writeBoolean(key.isEnabled());
            out.write(material.reveal());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static byte[] name(String keyId) {
        return keyId.getBytes(StandardCharsets.UTF_8);
    }
}
