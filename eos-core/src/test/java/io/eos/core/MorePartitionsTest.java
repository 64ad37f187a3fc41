package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.junit.jupiter.api.Test;

/** A topic gets more partitions while a node works on it. */
class MorePartitionsTest {
    @Test
    void areToldOnceWhileRunningAndProcessed() throws Exception {
        Rig rig = new Rig(HandlerKind.TRANSACT, 3);
        rig.send(0, 30);
        try (Logs logs = new Logs();
                Admin admin = Admin.create(Map.of("bootstrap.servers", Kafkas.servers()));
                EosProcessor node = rig.node()
                        .set("scope", "shard")
                        .set("kafka.consumer.metadata.max.age.ms", "500")
                        .start()) {
            rig.awaitDrained(node);
            admin.createPartitions(Map.of(rig.source, NewPartitions.increaseTo(5)))
                    .all()
                    .get();
            rig.send(0, "id-30");
            Rig.until(() -> !told(logs, rig).isEmpty());
            rig.send(4, "id-31");
            Rig.until(() -> rig.effects().size() == 32);
            rig.awaitDrained(node);
            assertThat(told(logs, rig))
                    .containsExactly("WARN processor " + rig.name + ": topic " + rig.source
                            + " had 3 partitions and has 5 now: in SHARD scope a duplicate whose key moved to another"
                            + " partition is not seen");
        }
        rig.assertEffects(Rig.values(0, 32));
    }

    private static List<String> told(Logs logs, Rig rig) {
        return logs.lines().stream()
                .filter(line -> line.contains(rig.source + " had "))
                .toList();
    }
}
