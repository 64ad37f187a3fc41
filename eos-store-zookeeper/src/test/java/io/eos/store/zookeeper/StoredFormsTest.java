package io.eos.store.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.Bytes;
import io.eos.api.Coordinates;
import io.eos.api.CorruptRecordException;
import io.eos.api.MessageId;
import io.eos.api.NodeId;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.spi.Checkpoint;
import io.eos.spi.Pending;
import io.eos.spi.ProcessorSpec;
import io.eos.spi.Registration;
import io.eos.spi.Tenure;
import io.eos.store.zookeeper.NodeNames.SlotName;
import io.eos.store.zookeeper.SegmentCodec.Entry;
import io.eos.store.zookeeper.ShardCodec.Owner;
import io.eos.store.zookeeper.ShardCodec.Written;
import io.eos.store.zookeeper.Slot.Absent;
import io.eos.store.zookeeper.Slot.Claimed;
import io.eos.store.zookeeper.Slot.Done;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.Test;

/** The stored forms that are this store's own: golden, read back, and damaged. */
class StoredFormsTest {
    private static final UUID TOPIC = new UUID(0x0102030405060708L, 0x090a0b0c0d0e0f10L);
    private static final Shard SHARD = new Shard("p", TOPIC, 3);
    private static final Tenure TENURE = new Tenure(SHARD, Scope.SHARD, new NodeId("node"), 5, -2);
    private static final String TOPIC_HEX = "0102030405060708090a0b0c0d0e0f10";

    @Test
    void idsAreNamedSo() {
        assertThat(NodeNames.of(MessageId.business("order-1"), null)).isEqualTo("b-order-1");
        assertThat(NodeNames.of(MessageId.business("a/b"), null)).isEqualTo("b~YS9i");
        assertThat(NodeNames.of(MessageId.content(new byte[] {1, 2}), null)).isEqualTo("c~AQI");
        assertThat(NodeNames.of(MessageId.of(new Coordinates(TOPIC, 3, 9)), null))
                .isEqualTo("o~AQIDBAUGBwgJCgsMDQ4PEAAAAAMAAAAAAAAACQ");
        assertThat(NodeNames.of(MessageId.reserved(new Coordinates(TOPIC, 3, 9)), SHARD))
                .isEqualTo("r~AQIDBAUGBwgJCgsMDQ4PEAAAAAMAAAAAAAAACQ@AQIDBAUGBwgJCgsMDQ4PEA.3");
        assertThat(NodeNames.of("payments")).isEqualTo("payments");
        assertThat(NodeNames.of("..")).isEqualTo("~Li4");
        assertThat(NodeNames.of(SHARD)).isEqualTo("01020304-0506-0708-090a-0b0c0d0e0f10-3");
    }

    @Test
    void namesAreReadBack() {
        for (String text : List.of("a", "~", "a@b", "ü", ".", "..", "a.b", "-", "a/b", "a\0b", "hex:00")) {
            MessageId id = MessageId.business(text);
            assertThat(NodeNames.slot("p", NodeNames.of(id, null))).isEqualTo(new SlotName(id, null));
            assertThat(NodeNames.slot("p", NodeNames.of(id, SHARD))).isEqualTo(new SlotName(id, SHARD));
            assertThat(NodeNames.processor(NodeNames.of(text))).isEqualTo(text);
        }
        assertThat(NodeNames.shard("p", NodeNames.of(SHARD))).isEqualTo(SHARD);
        for (String wrong : List.of("", "b", "x-a", "b~!", "b-a@", "b-a@AQI.1", "b-")) {
            assertThatThrownBy(() -> NodeNames.slot("p", wrong)).as(wrong).isInstanceOf(CorruptRecordException.class);
        }
    }

    @Test
    void pathsAreThese() {
        Layout layout = new Layout("/path", "eos_");
        assertThat(layout.clock()).isEqualTo("/path/eos_clock");
        assertThat(layout.fence(TENURE))
                .isEqualTo("/path/eos_processors/p/shards/01020304-0506-0708-090a-0b0c0d0e0f10-3/"
                        + "tenure-5-fffffffffffffffe");
        assertThat(layout.slot("p", null, MessageId.business("order-1")))
                .isEqualTo("/path/eos_processors/p/ids/ac/b-order-1");
        assertThat(layout.segment(SHARD, new Location(7, 12)))
                .isEqualTo("/path/eos_processors/p/shards/01020304-0506-0708-090a-0b0c0d0e0f10-3/results/7/12");
        assertThat(new Layout("/", "").processors()).isEqualTo("/processors");
    }

    @Test
    void aClaimIsStoredInThisForm() {
        byte[] stored = Slot.claim(TENURE, 7, Duration.ofSeconds(10), true);
        assertHex(
                stored,
                "0101" + "01" + "0000000000000000" + "0000000000000007" + "0000000000002710" + TOPIC_HEX + "00000003"
                        + "0000000000000005" + "6e6f6465");
        Claimed claim = (Claimed) read(stored);
        assertThat(claim.token()).as("the number of the transaction").isEqualTo(99);
        assertThat(claim)
                .isEqualTo(new Claimed(
                        4,
                        true,
                        99,
                        7,
                        Duration.ofSeconds(10),
                        TOPIC,
                        3,
                        5,
                        new NodeId("node"),
                        Instant.ofEpochMilli(1_000)));
        byte[] renewed = claim.renewed(Duration.ofSeconds(1));
        assertHex(
                renewed,
                "0101" + "01" + "0000000000000063" + "0000000000000007" + "00000000000003e8" + TOPIC_HEX + "00000003"
                        + "0000000000000005" + "6e6f6465");
    }

    @Test
    void aResultAndNothingAreStoredInThisForm() {
        byte[] stored = Slot.done(9, new byte[] {42, 43});
        assertHex(stored, "0102" + "0000000000000009" + "2a2b");
        assertThat(read(stored))
                .isEqualTo(new Done(4, 9, Bytes.wrap(new byte[] {42, 43}), Instant.ofEpochMilli(1_000)));
        assertHex(Slot.released(false), "");
        assertThat(read(Slot.released(false))).isEqualTo(new Absent(4, false));
        assertHex(Slot.released(true), "0103");
        assertThat(read(Slot.released(true))).isEqualTo(new Absent(4, true));
        assertThat(Slot.read(null)).isEqualTo(new Absent(Slot.NO_NODE, false));
    }

    @Test
    void aDamagedSlotIsCorruptAndNeverAbsent() {
        byte[] claim = Slot.claim(TENURE, 7, Duration.ofSeconds(10), true);
        for (int length = 1; length < claim.length - 3; length++) {
            byte[] cut = Arrays.copyOf(claim, length);
            assertThatThrownBy(() -> read(cut)).as("cut to %s", length).isInstanceOf(CorruptRecordException.class);
        }
        for (byte[] wrong : List.of(new byte[] {2, 1}, new byte[] {1, 9}, new byte[] {1, 2, 0})) {
            assertThatThrownBy(() -> read(wrong)).isInstanceOf(CorruptRecordException.class);
        }
    }

    @Test
    void aShardIsStoredInThisForm() {
        Owner owner = new Owner(5, -2, new NodeId("node"));
        assertHex(ShardCodec.encode(owner), "01" + "0000000000000005" + "fffffffffffffffe" + "6e6f6465");
        assertThat(ShardCodec.owner(ShardCodec.encode(owner))).isEqualTo(owner);
        Checkpoint checkpoint = new Checkpoint(2, 8, 8, 3, List.of(new Pending(7, MessageId.business("ab"))));
        byte[] stored = ShardCodec.encode(5, checkpoint, Form.ZNODES);
        assertHex(
                stored,
                "01" + "0000000000000005" + "0000000000000002" + "0000000000000008" + "00000003" + "01"
                        + "0000000000000007" + "0003" + "016162");
        assertThat(ShardCodec.checkpoint(stored)).isEqualTo(new Written(5, checkpoint, Form.ZNODES));
        for (int length = 0; length < 30; length++) {
            byte[] cut = Arrays.copyOf(stored, length);
            assertThatThrownBy(() -> ShardCodec.checkpoint(cut))
                    .as("cut to %s", length)
                    .isInstanceOf(CorruptRecordException.class);
        }
        stored[0] = 2;
        assertThatThrownBy(() -> ShardCodec.checkpoint(stored)).isInstanceOf(CorruptRecordException.class);
        assertThatThrownBy(() -> ShardCodec.owner(new byte[5])).isInstanceOf(CorruptRecordException.class);
    }

    @Test
    void aShardWithSegmentsSaysSoInItsCheckpoint() {
        Checkpoint checkpoint = new Checkpoint(2, 8, 8, 3, List.of(new Pending(7, MessageId.business("ab"))));
        String head = "02" + "0000000000000005" + "0000000000000002" + "0000000000000008" + "00000003";
        String pending = "01" + "0000000000000007" + "0003" + "016162";
        assertHex(ShardCodec.encode(5, checkpoint, Form.SEGMENTS), head + "00" + pending);
        assertHex(ShardCodec.encode(5, checkpoint, Form.BOTH), head + "01" + pending);
        for (Form form : Form.values()) {
            assertThat(ShardCodec.checkpoint(ShardCodec.encode(5, checkpoint, form)))
                    .isEqualTo(new Written(5, checkpoint, form));
        }
    }

    @Test
    void aSegmentIsStoredInThisForm() {
        Entry young = new Entry(MessageId.business("ab"), 0, 0, Bytes.wrap(new byte[] {42}));
        Entry old = new Entry(MessageId.business("c"), 9, 500, Bytes.wrap(new byte[] {43, 44}));
        byte[] stored = SegmentCodec.encode(List.of(young, old));
        assertHex(
                stored,
                "01" + "0000000000000000" + "0000000000000000" + "0003" + "016162" + "00000001" + "2a"
                        + "00000000000001f4" + "0000000000000009" + "0002" + "0163" + "00000002" + "2b2c"
                        + "8fac6130");
        assertThat(SegmentCodec.segment("s", node(stored)))
                .as("the time of the last write, where no other is told")
                .containsExactly(new Entry(young.id(), 0, 1_000, young.result()), old);
        assertDamageIsNoticed(stored, data -> SegmentCodec.segment("s", node(data)));
    }

    @Test
    void aPageIsStoredInThisForm() {
        PageEntries entries = new PageEntries();
        entries.add(IdTable.fingerprint(MessageId.business("order-1")), 0);
        entries.add(-1, 1_023);
        byte[] stored = SegmentCodec.encode(entries);
        assertHex(stored, "01" + "33cb2dac" + "0000" + "ffffffff" + "03ff" + "db3852cc");
        PageEntries read = SegmentCodec.page("p", node(stored));
        assertThat(read.size()).isEqualTo(2);
        assertThat(read.fingerprint(1)).isEqualTo(-1);
        assertThat(read.segment(1)).isEqualTo(1_023);
        assertThat(read.nextSegment()).isEqualTo(1_024);
        assertDamageIsNoticed(stored, data -> SegmentCodec.page("p", node(data)));
    }

    private static void assertDamageIsNoticed(byte[] stored, Consumer<byte[]> reader) {
        for (int length = 0; length < stored.length; length++) {
            byte[] cut = Arrays.copyOf(stored, length);
            assertThatThrownBy(() -> reader.accept(cut))
                    .as("cut to %s", length)
                    .isInstanceOf(CorruptRecordException.class);
            byte[] changed = stored.clone();
            changed[length] ^= 4;
            assertThatThrownBy(() -> reader.accept(changed))
                    .as("changed at %s", length)
                    .isInstanceOf(CorruptRecordException.class);
        }
    }

    @Test
    void aProcessorIsStoredInThisForm() {
        Registration registration = new Registration(TOPIC, ProcessorSpec.of("p", Scope.SHARD, Map.of("a", "b")));
        byte[] stored = Processors.encode(registration);
        assertHex(stored, "0101" + TOPIC_HEX + "00000001" + "000161" + "000162");
        assertThat(Processors.decode("p", stored)).isEqualTo(registration);
        stored[1] = 3;
        assertThatThrownBy(() -> Processors.decode("p", stored)).isInstanceOf(CorruptRecordException.class);
    }

    private static Slot read(byte[] data) {
        return Slot.read(node(data));
    }

    private static ZNode node(byte[] data) {
        Stat stat = new Stat();
        stat.setVersion(4);
        stat.setMzxid(99);
        stat.setMtime(1_000);
        return new ZNode(Bytes.wrap(data), stat);
    }

    private static void assertHex(byte[] stored, String hex) {
        assertThat(HexFormat.of().formatHex(stored)).isEqualTo(hex);
    }
}
