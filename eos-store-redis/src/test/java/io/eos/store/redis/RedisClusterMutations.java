package io.eos.store.redis;

import io.eos.testkit.Mutation;
import java.util.List;

class RedisClusterMutations extends RedisMutations {
    @Override
    protected Class<?> contract() {
        return RedisClusterContractTest.class;
    }

    @Override
    protected List<Mutation> mutations() {
        return ON_A_CLUSTER;
    }
}
