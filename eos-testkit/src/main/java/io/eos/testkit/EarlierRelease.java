package io.eos.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.Coordinates;
import io.eos.api.CorruptRecordException;
import io.eos.api.MessageId;
import io.eos.api.NodeId;
import io.eos.api.ResultStatus;
import io.eos.api.StoredResult;
import io.eos.spi.Acquisition;
import io.eos.spi.Checkpoint;
import io.eos.spi.ClaimOutcome.Busy;
import io.eos.spi.ClaimRequest;
import io.eos.spi.Completion;
import io.eos.spi.Pending;
import io.eos.spi.ResultStore;
import io.eos.spi.Tenure;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/**
 * What the first release left in a store, for tests of a store that plant it with the storage system's own client: {@link #DONE} has the result {@link
 * #result()}, {@link #CLAIMED} is claimed by node {@code n}, and the shard has epoch 7, watermark 12, leader epoch 2 and id {@code ab} pending at offset
 * 12. Stateless.
 */
public final class EarlierRelease {
    /** Has a result. */
    public static final MessageId DONE = MessageId.business("a");

    /** Is claimed. */
    public static final MessageId CLAIMED = MessageId.business("b");

    private static final StoredResult EXPECTED = expected(42);

    private EarlierRelease() {}

    /** {@return the result as the first release encoded it: {@code result-v1-small.hex} of eos-api} */
    public static byte[] result() {
        return HexFormat.of()
                .parseHex("e05e010001000000000000002a00112233445566778899aabbccddeeff000000050000011f71fb04"
                        + "cb0000000000000000010000016e000091a4ff3d");
    }

    /** {@return the same with the number of a later version} */
    public static byte[] laterResult() {
        byte[] later = result();
        later[2] = 2;
        return later;
    }

    /**
     * Fails unless all of it is read as it was.
     *
     * @param store in which it was planted
     * @param acquired what the shard's acquisition told
     */
    public static void assertReadAsItWas(ResultStore store, Acquisition acquired) {
        assertThat(acquired.tenure().epoch()).isGreaterThan(7);
        assertThat(acquired.last())
                .isEqualTo(new Checkpoint(0, 12, 12, 2, List.of(new Pending(12, MessageId.business("ab")))));
        assertThat(store.find(acquired.tenure(), List.of(DONE, CLAIMED)))
                .containsExactly(Optional.of(EXPECTED), Optional.empty());
        assertThat(store.claim(acquired.tenure(), List.of(new ClaimRequest(CLAIMED, 2, false)), Duration.ofMinutes(1)))
                .singleElement()
                .isInstanceOfSatisfying(
                        Busy.class, busy -> assertThat(busy.holder()).isEqualTo(new NodeId("n")));
        assertThat(store.admin().lookUp(acquired.tenure().shard().processor(), DONE))
                .singleElement()
                .satisfies(entry -> assertThat(entry.result()).isEqualTo(EXPECTED));
    }

    /**
     * Fails unless whoever asks for the id that is done is told that its record cannot be read: it is neither absent nor anything else.
     *
     * @param store in which a record of a later release was planted
     * @param tenure of the shard
     * @param message what is told
     */
    public static void assertRefused(ResultStore store, Tenure tenure, String message) {
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> store.find(tenure, List.of(DONE)),
                () -> store.claim(tenure, List.of(new ClaimRequest(DONE, 2, false)), Duration.ofMinutes(1)),
                () -> store.record(
                        tenure,
                        List.of(Completion.unclaimed(DONE, expected(43))),
                        new Checkpoint(1, -1, 12, -1, List.of())),
                () -> store.admin().lookUp(tenure.shard().processor(), DONE))) {
            assertThatThrownBy(call).isInstanceOf(CorruptRecordException.class).hasMessageContaining(message);
        }
    }

    private static StoredResult expected(long nonce) {
        return new StoredResult(
                ResultStatus.PROCESSED,
                nonce,
                new Coordinates(UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"), 5, 1_234_567_890_123L),
                null,
                null,
                List.of(),
                new NodeId("n"),
                Instant.EPOCH,
                1,
                "");
    }
}
