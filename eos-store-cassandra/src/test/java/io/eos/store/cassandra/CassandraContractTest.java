package io.eos.store.cassandra;

import io.eos.spi.ResultStore;
import io.eos.testkit.Feature;
import io.eos.testkit.StoreContract;
import io.eos.testkit.StoreFixture;
import java.util.Map;

/** The contract on one node. */
class CassandraContractTest extends StoreContract {
    @Override
    protected StoreFixture fixture() {
        return new Fixture();
    }

    private static final class Fixture implements StoreFixture {
        @Override
        public ResultStore open() {
            return TestCluster.open(TestCluster.address(), Map.of());
        }

        @Override
        public Map<Feature, String> gaps() {
            return Map.of(
                    Feature.ATOMIC_FENCING_IN_PROCESSOR_SCOPE, "a lightweight transaction does not span partitions",
                    Feature.PURGE_BELOW_WATERMARK, "results have a time to live");
        }
    }
}
