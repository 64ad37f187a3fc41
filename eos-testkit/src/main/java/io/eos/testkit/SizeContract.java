package io.eos.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.Bytes;
import io.eos.api.MessageId;
import io.eos.api.StoredResult;
import io.eos.spi.Checkpoint;
import io.eos.spi.ClaimOutcome;
import io.eos.spi.ClaimRequest;
import io.eos.spi.Completion;
import io.eos.spi.Pending;
import io.eos.spi.PendingCodec;
import io.eos.spi.RecordOutcome.Recorded;
import io.eos.spi.ResultCodec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Payloads, batches and ids of all sizes that are allowed, and clear errors beyond. */
abstract class SizeContract extends ContractTest {
    private static final MessageId ID = id("order-1");

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 255, 256, 4_000, 8_192, 40_000})
    void payloadsSurvive(int size) {
        Owner owner = own(0);
        StoredResult result = owner.result(0, random(size));
        assertThat(owner.record(Completion.unclaimed(ID, result))).isEqualTo(new Recorded(ID));
        assertThat(owner.find(ID)).contains(result);
    }

    @Test
    void aResultMayBeAsLongAsDeclared() {
        Owner owner = own(0);
        StoredResult longest = encodedTo(owner, store.traits().maxResultBytes());
        owner.record(Completion.unclaimed(ID, longest));
        assertThat(owner.find(ID)).contains(longest);
    }

    @Test
    void aLongerResultIsRefusedWithTheLimitAndNothingIsWritten() {
        Owner owner = own(0);
        int limit = store.traits().maxResultBytes();
        StoredResult tooLong = encodedTo(owner, limit + 1);
        Completion good = owner.completion(id("good"), 1);
        assertThatThrownBy(() -> owner.recordUpTo(5, good, Completion.unclaimed(ID, tooLong)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(String.valueOf(limit));
        assertThat(owner.find(ID)).isEmpty();
        assertThat(owner.find(id("good"))).isEmpty();
        assertThat(own(0).acquisition.last().hasWatermark()).isFalse();
    }

    @Test
    void aBatchMayBeAsLargeAsDeclared() {
        Owner owner = own(0);
        List<MessageId> ids = ids(store.traits().maxBatch());
        List<ClaimOutcome> claimed = store.claim(owner.tenure, requests(ids), LONG);
        assertThat(claimed).hasSize(ids.size()).hasOnlyElementsOfType(ClaimOutcome.Granted.class);
        List<ClaimOutcome.Granted> granted =
                claimed.stream().map(ClaimOutcome.Granted.class::cast).toList();
        assertThat(store.renew(owner.tenure, granted, LONG)).hasSize(ids.size());
        Completion[] completions =
                granted.stream().map(each -> owner.completion(each, 0)).toArray(Completion[]::new);
        assertThat(owner.recordUpTo(1, completions)).hasOnlyElementsOfType(Recorded.class);
        assertThat(store.find(owner.tenure, ids))
                .allSatisfy(each -> assertThat(each).isPresent());
    }

    @Test
    void aLargerBatchIsRefusedWithTheLimit() {
        Owner owner = own(0);
        int limit = store.traits().maxBatch();
        List<MessageId> ids = ids(limit + 1);
        Completion[] completions =
                ids.stream().map(each -> owner.completion(each, 0)).toArray(Completion[]::new);
        assertThatThrownBy(() -> owner.recordUpTo(1, completions))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(String.valueOf(limit));
        assertThatThrownBy(() -> store.find(owner.tenure, ids)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.claim(owner.tenure, requests(ids), LONG))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(owner.find(ids.get(0))).isEmpty();
    }

    @Test
    void idsAreBytesAndNothingElse() {
        Owner owner = own(0);
        List<MessageId> ids = new ArrayList<>();
        for (int b = 0; b < 256; b++) {
            ids.add(MessageId.business(new byte[] {(byte) b}));
        }
        for (String text : List.of(
                "ab",
                "aB",
                "ab ",
                "ab\0",
                " ab",
                "äb",
                "a\u0308b",
                "1e1",
                "0010",
                "a%",
                "a_",
                "a/b",
                "a'b",
                "hex:61")) {
            ids.add(id(text));
        }
        ids.add(MessageId.content(new byte[] {'a', 'b'}));
        assertRecordedApart(owner, ids.subList(0, 100));
        assertRecordedApart(owner, ids.subList(100, 200));
        assertRecordedApart(owner, ids.subList(200, ids.size()));
        Set<StoredResult> found = new HashSet<>();
        for (MessageId each : ids) {
            found.add(owner.find(each).orElseThrow());
        }
        assertThat(found).hasSameSizeAs(ids);
    }

    @Test
    void idsOfTheGreatestLengthDifferInTheirLastByte() {
        Owner owner = own(0);
        byte[] bytes = new byte[MessageId.MAX_BYTES];
        new Random(5).nextBytes(bytes);
        List<MessageId> ids = new ArrayList<>();
        for (int last : new int[] {0, 1, 127, 128, 255}) {
            bytes[bytes.length - 1] = (byte) last;
            ids.add(MessageId.business(bytes.clone()));
            ids.add(MessageId.content(bytes.clone()));
        }
        ids.add(MessageId.business(java.util.Arrays.copyOf(bytes, bytes.length - 1)));
        assertRecordedApart(owner, ids);
        owner.record(owner.next(1, new Pending(3, ids.get(0)), new Pending(4, ids.get(9))));
        assertThat(own(0).acquisition.last().pending())
                .containsExactly(new Pending(3, ids.get(0)), new Pending(4, ids.get(9)));
    }

    @Test
    void asMuchIsPendingAsACheckpointMayName() {
        List<Pending> pending = new ArrayList<>();
        String usual = "x".repeat(40);
        int each = PendingCodec.size(id(usual + "000000"));
        int count = Checkpoint.MAX_PENDING_BYTES / each;
        for (int i = 0; i < count; i++) {
            pending.add(new Pending(i, id(usual + String.format(Locale.ROOT, "%06d", i))));
        }
        // The last one fills what is left.
        int rest = Checkpoint.MAX_PENDING_BYTES - PendingCodec.size(pending);
        MessageId last = id("y".repeat(rest + usual.length() + 6));
        pending.set(count - 1, new Pending(count - 1, last));
        assertThat(PendingCodec.size(pending)).isEqualTo(Checkpoint.MAX_PENDING_BYTES);
        Owner owner = own(0);
        owner.record(owner.next(1, pending.toArray(Pending[]::new)), owner.completion(ID, 0));
        assertThat(own(0).acquisition.last().pending()).isEqualTo(pending);
    }

    private void assertRecordedApart(Owner owner, List<MessageId> ids) {
        Completion[] completions = ids.stream()
                .map(each -> owner.completion(each, ids.indexOf(each)))
                .toArray(Completion[]::new);
        assertThat(owner.record(owner.next(), completions)).hasOnlyElementsOfType(Recorded.class);
        List<StoredResult> found = store.find(owner.tenure, ids).stream()
                .map(each -> each.orElseThrow())
                .toList();
        assertThat(found)
                .containsExactlyElementsOf(java.util.Arrays.stream(completions)
                        .map(Completion::result)
                        .toList());
    }

    private static List<ClaimRequest> requests(List<MessageId> ids) {
        return ids.stream()
                .map(each -> new ClaimRequest(each, Owner.nonce(), false))
                .toList();
    }

    /** A result whose stored form has exactly that many bytes. */
    private static StoredResult encodedTo(Owner owner, int size) {
        int overhead = ResultCodec.encode(owner.result(0, random(size / 2))).length - size / 2;
        for (int payload = size - overhead - 8; ; payload++) {
            StoredResult result = owner.result(0, random(payload));
            if (ResultCodec.encode(result).length == size) {
                return result;
            }
        }
    }

    private static Bytes random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return Bytes.wrap(bytes);
    }
}
