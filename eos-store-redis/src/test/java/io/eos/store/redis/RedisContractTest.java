package io.eos.store.redis;

import io.eos.servers.Servers;
import io.eos.testkit.TransactionalFixture;
import io.eos.testkit.TransactionalStoreContract;
import java.util.Map;

/** The contract on one server. */
class RedisContractTest extends TransactionalStoreContract<RedisEffects> {
    @Override
    protected TransactionalFixture<RedisEffects> fixture() {
        return new Ledger(Servers.redis().address(), Map.of(), Map.of());
    }
}
