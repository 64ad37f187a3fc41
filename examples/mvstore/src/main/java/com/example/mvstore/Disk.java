package com.example.mvstore;

import io.eos.api.OutcomeUnknownException;
import io.eos.api.StoreAddress;
import io.eos.api.StoreUnavailableException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.StringDataType;

/**
 * One file, shared by all stores of this process that are open on it, and the one lock that they take.
 *
 * <p>An MVStore commits by appending one chunk with all changes since the last one; after a crash it opens with the last whole chunk. So what
 * {@link #write} did happened as a whole or not at all, and it is on the disk when {@link #write} returns. Thread-safe.
 */
final class Disk {
    private static final Map<Path, Disk> OPEN = new HashMap<>();

    private final Path file;
    private final StoreAddress address;
    private final String password;
    private MVStore store;
    private int users;

    private Disk(Path file, StoreAddress address, String password) {
        this.file = file;
        this.address = address;
        this.password = password;
    }

    /** The file's disk, for one more user. An MVStore is locked by its process and cannot be opened twice. */
    static Disk share(Path file, StoreAddress address, String password) {
        synchronized (OPEN) {
            Disk disk = OPEN.getOrDefault(file, new Disk(file, address, password));
            synchronized (disk) {
                disk.store();
                disk.users++;
            }
            OPEN.put(file, disk);
            return disk;
        }
    }

    /** One user less. The last one closes the file. */
    void leave() {
        synchronized (OPEN) {
            synchronized (this) {
                users--;
                if (users == 0) {
                    OPEN.remove(file);
                    store.close();
                }
            }
        }
    }

    /** The open store. After a failed write MVStore closes itself; opened again, it holds what the disk holds. */
    private MVStore store() {
        if (store == null || store.isClosed()) {
            try {
                MVStore.Builder builder = new MVStore.Builder().fileName(file.toString());
                if (password != null) {
                    builder.encryptionKey(password.toCharArray());
                }
                // Nothing is to be committed in the middle of a call: not after a while, and not when many changes have
                // gathered.
                store = builder.autoCommitDisabled().autoCommitBufferSize(0).open();
            } catch (MVStoreException e) {
                boolean locked = e.getErrorCode() == DataUtils.ERROR_FILE_LOCKED;
                throw new StoreUnavailableException(
                        address + (locked ? " is in use by another process" : " cannot be opened"), e);
            }
        }
        return store;
    }

    /** A map by its name, made if there is none. For use in {@link #read} and {@link #write}. */
    MVMap<String, byte[]> map(String name) {
        return store().openMap(
                        name,
                        new MVMap.Builder<String, byte[]>()
                                .keyType(StringDataType.INSTANCE)
                                .valueType(ByteArrayDataType.INSTANCE));
    }

    synchronized <T> T read(Supplier<T> call) {
        try {
            return call.get();
        } catch (MVStoreException e) {
            throw new StoreUnavailableException(address + " could not be read", e);
        }
    }

    synchronized <T> T write(Supplier<T> call) {
        T answer;
        try {
            answer = call.get();
        } catch (MVStoreException e) {
            store.closeImmediately(); // forgets what was not committed
            throw new StoreUnavailableException(address + " could not be read", e);
        } catch (RuntimeException e) {
            if (!store.isClosed()) {
                store.rollback();
            }
            throw e;
        }
        try {
            store.commit();
            store.sync();
            return answer;
        } catch (MVStoreException e) {
            store.closeImmediately();
            throw new OutcomeUnknownException("a write to " + address + " failed, and may have happened", e);
        }
    }

    /** Gives space back that removed entries took; a commit alone only appends. */
    void compact() {
        read(() -> {
            store().compactFile(1_000);
            return null;
        });
    }
}
