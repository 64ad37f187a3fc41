package io.eos.store.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.eos.api.InvalidConfigurationException;
import io.eos.api.StoreAddress;
import io.eos.servers.Servers;
import io.eos.spi.ResultStore;
import io.eos.spi.StoreConfig;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.server.auth.DigestAuthenticationProvider;
import org.junit.jupiter.api.Test;

/** Users, and addresses. */
class AccessTest {
    private final String path = "/eos-test-" + UUID.randomUUID();

    private ResultStore open(String userInfo, Map<String, String> settings) {
        return open(userInfo, path, settings);
    }

    private static ResultStore open(String userInfo, String path, Map<String, String> settings) {
        String address = "zookeeper://" + userInfo + Servers.zookeeper().servers() + path;
        return new ZooKeeperResultStoreProvider().open(new StoreConfig(StoreAddress.parse(address), settings, "eos_"));
    }

    @Test
    void whatAUserMadeIsForThatUserAlone() {
        try (ResultStore first = open("ann:secret@", Map.of())) {
            Node.of(first, "payments", 0);
        }
        try (ResultStore same = open("", Map.of("user", "ann", "password", "secret"))) {
            assertThat(same.admin().processors()).hasSize(1);
        }
        for (String other : new String[] {"ann:wrong@", "bob:secret@", ""}) {
            assertThatThrownBy(() -> open(other, Map.of()).admin().processors())
                    .as(other)
                    .hasMessageContaining("NOAUTH")
                    .hasMessageNotContaining("secret");
        }
    }

    @Test
    void anOpenStoreIsForEverybody() {
        try (ResultStore first = open("ann:secret@", Map.of("acl", "open"))) {
            Node.of(first, "payments", 0);
        }
        try (ResultStore other = open("", Map.of())) {
            assertThat(other.admin().processors()).hasSize(1);
        }
    }

    @Test
    void whatIsAboveOnesOwnZnodesNeedNotBeAllowed() throws Exception {
        try (CuratorFramework admin = CuratorFrameworkFactory.builder()
                .connectString(Servers.zookeeper().servers())
                .retryPolicy(new RetryOneTime(100))
                .authorization("digest", "admin:secret".getBytes(StandardCharsets.UTF_8))
                .build()) {
            admin.start();
            admin.create().withACL(ZooDefs.Ids.CREATOR_ALL_ACL).forPath(path);
            for (String user : new String[] {"ann", "bob"}) {
                Id id = new Id("digest", DigestAuthenticationProvider.generateDigest(user + ":secret"));
                admin.create()
                        .withACL(List.of(new ACL(ZooDefs.Perms.ALL, id)), false)
                        .forPath(path + "/" + user);
            }
        }
        for (String user : new String[] {"ann", "bob", "ann"}) {
            try (ResultStore store = open(user + ":secret@", path + "/" + user + "/eu/west", Map.of())) {
                Node.of(store, "payments", 0);
                assertThat(store.admin().processors()).hasSize(1);
            }
        }
        assertThatThrownBy(() -> open("bob:secret@", path + "/ann/eu/east", Map.of()))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("NOAUTH");
        assertThatThrownBy(() -> open("bob:secret@", path + "/ann/eu/west", Map.of()))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("NOAUTH");
    }

    @Test
    void allThatIsWrongIsToldAtOnce() {
        StoreConfig config = new StoreConfig(
                StoreAddress.parse("zookeeper://h:99999,,ok:1/a//b"),
                Map.of("user", "ann", "session-timeout", "1h", "acl", "mine"),
                "eos_");
        assertThat(catchThrowableOfType(InvalidConfigurationException.class, () -> ZooKeeperStoreConfig.read(config))
                        .problems())
                .hasSize(6)
                .anySatisfy(problem -> assertThat(problem).contains("'h:99999'"))
                .anySatisfy(problem -> assertThat(problem).contains("'/a//b'"))
                .anySatisfy(problem -> assertThat(problem).contains("store.password is missing"))
                .anySatisfy(problem -> assertThat(problem).contains("store.session-timeout was '1h'"))
                .anySatisfy(problem -> assertThat(problem).contains("store.acl was 'mine'"));
    }

    @Test
    void anAtInThePathIsRefused() {
        for (String address : new String[] {"zookeeper://h1/a@b", "zookeeper://h1/a:b@c"}) {
            assertThatThrownBy(() -> ZooKeeperStoreConfig.read(StoreConfig.of(address)))
                    .isInstanceOf(InvalidConfigurationException.class)
                    .hasMessageContaining("the user in the store's address")
                    .hasMessageContaining("'@'");
        }
    }

    @Test
    void anAddressIsReadInItsParts() {
        ZooKeeperStoreConfig config =
                ZooKeeperStoreConfig.read(StoreConfig.of("zookeeper://ann:a@b/c:d@h1:2181,[::1],h2/x/y/"));
        assertThat(config.user()).contains("ann");
        assertThat(config.password()).contains("a@b/c:d");
        assertThat(config.servers()).isEqualTo("h1:2181,[::1],h2");
        assertThat(config.path()).isEqualTo("/x/y");
        assertThat(config.toString()).doesNotContain("a@b");
    }
}
