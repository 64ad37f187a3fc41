package io.eos.store.jdbc;

import io.eos.testkit.TransactionalFixture;
import io.eos.testkit.TransactionalStoreContract;
import java.nio.file.Path;
import java.sql.Connection;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a file of H2. */
class H2ContractTest extends TransactionalStoreContract<Connection> {
    @TempDir
    static Path directory = Path.of("");

    private static Ledger ledger = new Ledger("jdbc:h2:mem:unused");

    @BeforeAll
    static void open() {
        ledger = new Ledger(H2Address.complete("jdbc:h2:file:" + directory.resolve("eos")));
    }

    @AfterAll
    static void shutDown() {
        ledger.execute("SHUTDOWN");
    }

    @Override
    protected TransactionalFixture<Connection> fixture() {
        return ledger;
    }
}
