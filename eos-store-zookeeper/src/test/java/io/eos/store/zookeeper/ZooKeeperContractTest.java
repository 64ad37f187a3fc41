package io.eos.store.zookeeper;

import io.eos.testkit.TransactionalFixture;
import io.eos.testkit.TransactionalStoreContract;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The contract on one server. */
@Execution(ExecutionMode.CONCURRENT)
class ZooKeeperContractTest extends TransactionalStoreContract<ZooKeeperEffects> {
    @Override
    protected TransactionalFixture<ZooKeeperEffects> fixture() {
        return TestZooKeeper.shared();
    }
}
