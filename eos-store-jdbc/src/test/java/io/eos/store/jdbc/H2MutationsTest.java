package io.eos.store.jdbc;

class H2MutationsTest extends SqlMutations {
    @Override
    protected Class<?> contract() {
        return H2ContractTest.class;
    }
}
