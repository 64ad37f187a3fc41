package io.eos.store.zookeeper;

import io.eos.testkit.TransactionalFixture;
import io.eos.testkit.TransactionalStoreContract;

/** The contract on one server. */
class ZooKeeperContractTest extends TransactionalStoreContract<ZooKeeperEffects> {
    @Override
    protected TransactionalFixture<ZooKeeperEffects> fixture() {
        return TestZooKeeper.shared();
    }
}
