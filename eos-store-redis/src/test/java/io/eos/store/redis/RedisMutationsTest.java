package io.eos.store.redis;

import io.eos.testkit.Mutation;
import java.util.List;

class RedisMutationsTest extends RedisMutations {
    @Override
    protected Class<?> contract() {
        return RedisContractTest.class;
    }

    @Override
    protected List<Mutation> mutations() {
        return ON_ONE_SERVER;
    }
}
