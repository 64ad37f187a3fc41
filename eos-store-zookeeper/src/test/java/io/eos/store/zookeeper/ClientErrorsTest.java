package io.eos.store.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.api.EosException;
import io.eos.api.StoreUnavailableException;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.ZooDefs;
import org.junit.jupiter.api.Test;

/** What ZooKeeper's errors mean. */
class ClientErrorsTest {
    @Test
    void whatAnOverloadedServerDidNotExecuteIsUnavailableAndNotRejected() {
        try (CuratorFramework curator = CuratorFrameworkFactory.newClient("localhost", new RetryOneTime(100));
                Client client = new Client(curator, "zookeeper://h", ZooDefs.Ids.OPEN_ACL_UNSAFE)) {
            assertThat(client.failed("a record", KeeperException.create(Code.THROTTLEDOP)))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessage("a record failed at zookeeper://h: a server is overloaded");
            assertThat(client.failed("a record", KeeperException.create(Code.QUOTAEXCEEDED)))
                    .isExactlyInstanceOf(EosException.class)
                    .hasMessageContaining("was rejected at zookeeper://h: QUOTAEXCEEDED");
        }
    }
}
