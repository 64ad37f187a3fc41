package io.eos.store.redis;

import io.eos.servers.Servers;
import io.eos.testkit.Feature;
import io.eos.testkit.StoreContract;
import io.eos.testkit.StoreFixture;
import java.util.Map;

/** The contract on a cluster of three masters, with ids spread over more buckets than there are masters. */
class RedisClusterContractTest extends StoreContract {
    @Override
    protected StoreFixture fixture() {
        return new Ledger(
                Servers.redisCluster().address(),
                Map.of("buckets", "7"),
                Map.of(
                        Feature.ATOMIC_FENCING_IN_PROCESSOR_SCOPE,
                        "the shard's row is in one slot, the results are in several"));
    }
}
