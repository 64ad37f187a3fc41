package io.eos.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs against the servers of the environment too. */
@Timeout(120)
class ServersTest {

    @Test
    void sharedServersAreStartedOnce() throws Exception {
        assertThat(Servers.kafka()).isSameAs(Servers.kafka());
        for (DatabaseServer server : new DatabaseServer[] {Servers.postgres(), Servers.mariadb()}) {
            try (Connection connection = server.connect()) {
                assertThat(connection.isValid(5)).isTrue();
            }
        }
        assertThat(Servers.postgres()).isSameAs(Servers.postgres());
        assertThat(Servers.mariadb()).isSameAs(Servers.mariadb());

        assertThat(Servers.zookeeper()).isSameAs(Servers.zookeeper());

        String topic = "shared-" + System.nanoTime();
        Servers.kafka().createTopic(topic, 1);
        Servers.kafka().deleteTopic(topic);
    }
}
