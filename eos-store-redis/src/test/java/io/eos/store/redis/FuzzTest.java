package io.eos.store.redis;

import io.eos.api.CorruptRecordException;
import io.eos.api.InvalidConfigurationException;
import io.eos.api.MessageId;
import io.eos.api.StoreAddress;
import io.eos.testkit.Fuzz;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What Redis keeps and what a user writes as an address, damaged. */
class FuzzTest {
    private static final MessageId ID = MessageId.business("payment-1");

    @Test
    void claims() {
        byte[] claim = ByteBuffer.allocate(100)
                .put((byte) 'C')
                .putLong(7)
                .putLong(1_000_000)
                .putLong(2_000_000)
                .put((byte) 1)
                .putLong(42)
                .putLong(3)
                .put(new byte[20])
                .put("node".getBytes(StandardCharsets.UTF_8))
                .array();
        byte[] interrupted =
                ByteBuffer.allocate(17).put((byte) 'I').putLong(0).putLong(5).array();
        new Fuzz(CorruptRecordException.class).bytes(List.of(claim, interrupted), stored -> {
            Stored.claimEntry(null, ID, stored);
            Stored.since(stored);
        });
    }

    @Test
    void results() {
        new Fuzz(CorruptRecordException.class)
                .bytes(
                        List.of(Stored.result(7, 1_000_000, new byte[40])),
                        stored -> Stored.resultEntry(null, ID, stored));
    }

    @Test
    void addresses() {
        List<String> valid = List.of(
                "redis://user:pw@localhost:6379/0",
                "rediss://[::1]:6379",
                "redis-cluster://a:1,b:2",
                "redis-sentinel://a:26379,b/master");
        new Fuzz(InvalidConfigurationException.class)
                .texts(valid, text -> RedisAddress.parse(StoreAddress.parse(text)));
    }
}
