package io.eos.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.api.Bytes;
import io.eos.api.Coordinates;
import io.eos.api.CorruptRecordException;
import io.eos.api.Header;
import io.eos.api.InvalidConfigurationException;
import io.eos.api.MessageId;
import io.eos.api.NodeId;
import io.eos.api.OutputRecord;
import io.eos.api.ResultStatus;
import io.eos.api.SourceCopy;
import io.eos.api.StoreAddress;
import io.eos.api.StoredResult;
import io.eos.spi.AttributesCodec;
import io.eos.spi.EntryCursor;
import io.eos.spi.Pending;
import io.eos.spi.PendingCodec;
import io.eos.spi.ResultCodec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What stores keep and operators type, damaged. */
class StoredFormsFuzzTest {
    private static final MessageId ID = MessageId.business("payment-1");
    private static final Coordinates AT = new Coordinates(new UUID(1, 2), 3, 4);
    private static final List<Header> HEADERS = List.of(new Header("trace", Bytes.utf8("1")), new Header("none", null));
    private static final StoredResult RESULT = new StoredResult(
            ResultStatus.PROCESSED,
            42,
            AT,
            Bytes.utf8("digest"),
            Bytes.utf8("payload"),
            List.of(
                    new OutputRecord("out", 1, 5L, HEADERS, Bytes.utf8("k"), Bytes.utf8("v")),
                    new SourceCopy("copies", null, null, List.of())),
            NodeId.random("node"),
            Instant.EPOCH,
            2,
            "detail");

    @Test
    void results() {
        new Fuzz(CorruptRecordException.class)
                .repairedBy(Fuzz::withCrc32c)
                .bytes(List.of(ResultCodec.encode(RESULT)), ResultCodec::decode);
    }

    @Test
    void listsOfWhatIsPending() {
        byte[] valid = PendingCodec.encode(List.of(new Pending(7, ID), new Pending(8, MessageId.of(AT))));
        new Fuzz(CorruptRecordException.class).bytes(List.of(valid), PendingCodec::decode);
    }

    @Test
    void attributes() {
        byte[] valid = AttributesCodec.encode(new TreeMap<>(Map.of("scope", "SHARD", "topics", "a,b")));
        new Fuzz(CorruptRecordException.class).bytes(List.of(valid), AttributesCodec::decode);
    }

    @Test
    void idsAsBytes() {
        new Fuzz(CorruptRecordException.class)
                .bytes(List.of(ID.toBytes(), MessageId.of(AT).toBytes()), MessageId::fromBytes);
    }

    @Test
    void idsAsText() {
        List<String> valid = List.of(
                "payment-1",
                "hex:00ff",
                "content:" + "ab".repeat(32),
                MessageId.of(AT).toString());
        new Fuzz(IllegalArgumentException.class).texts(valid, text -> {
            MessageId read = MessageId.parse(text);
            assertThat(MessageId.parse(read.toString())).isEqualTo(read);
        });
    }

    @Test
    void placesInAListing() {
        List<String> valid = List.of(EntryCursor.of(ID, null).text(), "");
        new Fuzz(IllegalArgumentException.class).texts(valid, EntryCursor::parse);
    }

    @Test
    void addressesOfStores() {
        List<String> valid = List.of(
                "jdbc:postgresql://host:5432/db?user=eos&password=pw",
                "redis://user:pw@[::1]:6379/0",
                "zookeeper://a:1,b:2/root");
        new Fuzz(InvalidConfigurationException.class)
                .texts(
                        valid,
                        text -> assertThat(StoreAddress.parse(text).toString()).isNotEmpty());
    }
}
