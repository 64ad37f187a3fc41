package io.eos.store.redis;

import io.eos.servers.Servers;
import io.eos.testkit.TransactionalFixture;
import io.eos.testkit.TransactionalStoreContract;
import java.util.Map;

/** The contract, with effects, on a cluster in which all of a processor is in one slot. */
class RedisClusterOneBucketContractTest extends TransactionalStoreContract<RedisEffects> {
    @Override
    protected TransactionalFixture<RedisEffects> fixture() {
        return new Ledger(Servers.redisCluster().address(), Map.of("buckets", "1"), Map.of());
    }
}
