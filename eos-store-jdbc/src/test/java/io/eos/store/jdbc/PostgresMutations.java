package io.eos.store.jdbc;

class PostgresMutations extends SqlMutations {
    @Override
    protected Class<?> contract() {
        return PostgresContractTest.class;
    }
}
