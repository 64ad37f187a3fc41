package io.eos.store.jdbc;

import io.eos.spi.StoreConfig;
import io.eos.spi.TransactionalResultStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;

/** The process that hosts a shared H2 file, until it is killed: records results one after the other and writes down which were acknowledged. */
final class SharedFileHost {
    private SharedFileHost() {}

    /** Arguments: the store's address, the processor, the file for acknowledged ids. */
    @SuppressWarnings("unchecked") // the provider opens nothing else
    public static void main(String[] arguments) throws IOException {
        TransactionalResultStore<Connection> store =
                (TransactionalResultStore<Connection>) new JdbcResultStoreProvider().open(StoreConfig.of(arguments[0]));
        Node node = Node.of(store, arguments[1], 0);
        Path acknowledged = Path.of(arguments[2]);
        for (int i = 0; ; i++) {
            node.record("host-" + i);
            Files.writeString(acknowledged, "host-" + i + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }
}
