package io.eos.cli.chaos.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.Bytes;
import io.eos.api.Coordinates;
import io.eos.api.CorruptRecordException;
import io.eos.api.Header;
import io.eos.api.NodeId;
import io.eos.api.OutputRecord;
import io.eos.api.ResultStatus;
import io.eos.api.SourceCopy;
import io.eos.api.StoredResult;
import io.eos.spi.ResultCodec;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FormatOneTest {
    private static final Bytes BYTES = Bytes.wrap(new byte[200]);
    private static final List<Header> HEADERS = List.of(Header.text("a", "b"), new Header("none", null));

    private static final StoredResult RESULT = new StoredResult(
            ResultStatus.DEAD_LETTER,
            -7,
            new Coordinates(new UUID(1, -2), 3, 1L << 40),
            BYTES,
            null,
            List.of(
                    new OutputRecord("topic", 130, 12L, HEADERS, null, BYTES),
                    new OutputRecord("topic", null, null, List.of(), BYTES, null),
                    new SourceCopy("letters", null, null, HEADERS)),
            new NodeId("a node"),
            Instant.ofEpochMilli(1_700_000_000_123L),
            300,
            "why");

    @Test
    void thisReleaseReadsWhatTheFirstOneWrote() {
        assertThat(ResultCodec.decode(FormatOne.encode(RESULT))).isEqualTo(RESULT);
    }

    @Test
    void whatALaterReleaseWroteIsRefusedForItsVersionAndNotForItsChecksum() {
        byte[] later = FormatOne.ofLater(ResultCodec.encode(RESULT));

        assertThatThrownBy(() -> ResultCodec.decode(later))
                .isInstanceOf(CorruptRecordException.class)
                .hasMessageContaining("written by a newer one");
    }
}
