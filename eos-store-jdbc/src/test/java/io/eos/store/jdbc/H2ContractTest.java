package io.eos.store.jdbc;

import io.eos.testkit.TransactionalFixture;
import io.eos.testkit.TransactionalStoreContract;
import java.sql.Connection;

/** The contract on a file of H2. */
class H2ContractTest extends TransactionalStoreContract<Connection> {
    @Override
    protected TransactionalFixture<Connection> fixture() {
        return TestDatabases.H2.ledger();
    }
}
