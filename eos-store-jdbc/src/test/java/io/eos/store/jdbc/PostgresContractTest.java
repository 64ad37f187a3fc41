package io.eos.store.jdbc;

import io.eos.testkit.TransactionalFixture;
import io.eos.testkit.TransactionalStoreContract;
import java.sql.Connection;

/** The contract on PostgreSQL. */
class PostgresContractTest extends TransactionalStoreContract<Connection> {
    @Override
    protected TransactionalFixture<Connection> fixture() {
        return TestDatabases.POSTGRES.ledger();
    }
}
