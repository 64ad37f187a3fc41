package io.eos.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;

@DisabledIfEnvironmentVariable(named = Endpoints.REDIS, matches = ".+", disabledReason = "tests the embedded server")
@Timeout(120)
class RedisServerTest {

    private static final DatabaseOptions QUICK = DatabaseOptions.defaults().withDurable(false);

    @Test
    void dataSurvivesStopAndKill() {
        try (RedisServer server = RedisServer.open()) {
            server.command("SET", "a", "1");
            server.stop();
            assertThatThrownBy(() -> server.command("PING")).isInstanceOf(ServerException.class);
            server.start();
            assertThat(server.command("GET", "a")).isEqualTo("1");
            server.command("SET", "b", "2");
            server.kill();
            server.start();
            assertThat(server.command("MGET", "a", "b", "c")).isEqualTo("[1, 2, null]");
        }
    }

    @Test
    void isDurableUnlessToldOtherwise() {
        try (RedisServer durable = RedisServer.open();
                RedisServer quick = RedisServer.open(QUICK.withSetting("maxclients", "33"))) {
            assertThat(durable.command("CONFIG", "GET", "appendonly")).isEqualTo("[appendonly, yes]");
            assertThat(durable.command("CONFIG", "GET", "appendfsync")).isEqualTo("[appendfsync, always]");
            assertThat(quick.command("CONFIG", "GET", "appendonly")).isEqualTo("[appendonly, no]");
            assertThat(quick.command("CONFIG", "GET", "maxclients")).isEqualTo("[maxclients, 33]");
        }
    }

    @Test
    void closeLeavesNoDirectory() {
        RedisServer server = RedisServer.open(QUICK);
        assertThat(server.dataDirectory()).exists();
        server.close();
        server.close();
        assertThat(server.dataDirectory()).doesNotExist();
        assertThatThrownBy(server::start).isInstanceOf(ServerException.class).hasMessageContaining("closed");
    }

    @Test
    void failedStartShowsTheLog() {
        assertThatThrownBy(() -> RedisServer.open(QUICK.withSetting("no-such-setting", "1")))
                .isInstanceOf(ServerException.class)
                .hasMessageContaining("ended with exit code")
                .hasMessageContaining("no-such-setting");
    }

    @Test
    void aReplicaFollowsAndASentinelPromotesIt() {
        try (RedisServer primary = RedisServer.open(QUICK);
                RedisServer replica = RedisServer.replicaOf(primary, QUICK);
                RedisSentinel sentinel = RedisSentinel.open(primary, "orders")) {
            primary.command("SET", "a", "1");
            primary.awaitReplica();
            assertThat(replica.command("GET", "a")).isEqualTo("1");
            primary.kill();
            sentinel.awaitMaster(replica);
            assertThat(replica.command("SET", "a", "2")).isEqualTo("OK");
        }
    }

    @Test
    void threeSentinelsPromoteAReplicaAndWhoComesBackIsOne() {
        try (RedisServer primary = RedisServer.open(QUICK);
                RedisServer replica = RedisServer.replicaOf(primary, QUICK);
                RedisSentinels sentinels = RedisSentinels.open(primary, "orders")) {
            assertThat(sentinels.address()).matches("redis-sentinel://(127.0.0.1:\\d+,?){3}/orders");
            primary.kill();
            sentinels.awaitMaster(replica);
            primary.start();
            replica.awaitReplica();
            assertThat(primary.command("ROLE")).startsWith("[slave");
        }
    }

    @Test
    void aClusterHasAllSlots() {
        try (RedisCluster cluster = RedisCluster.open()) {
            assertThat(cluster.address()).startsWith("redis-cluster://127.0.0.1:");
            assertThat(cluster.masters())
                    .hasSize(3)
                    .allSatisfy(master -> assertThat(master.command("CLUSTER", "INFO"))
                            .contains("cluster_state:ok", "cluster_slots_ok:16384"));
        }
    }

    @Test
    void serverOfTheEnvironmentIsLeftAlone() {
        try (RedisServer own = RedisServer.open(QUICK)) {
            RedisServer external = RedisServer.external(own.address());
            assertThat(external.isExternal()).isTrue();
            assertThat(external.toString()).contains("EOS_TEST_").doesNotContain("redis:");
            for (Runnable operation :
                    List.<Runnable>of(external::stop, external::start, external::kill, external::freeze)) {
                assertThatThrownBy(operation::run)
                        .isInstanceOf(UnsupportedOperationException.class)
                        .hasMessageContaining("EOS_TEST_");
            }
            external.close();
            assertThat(own.command("PING")).isEqualTo("PONG");
        }
    }
}
