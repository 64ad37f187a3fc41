package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.core.Settings.OnLostHistory;
import io.eos.core.Settings.StartAt;
import io.eos.core.StartRule.Note;
import io.eos.spi.Checkpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where a tenure starts, case by case, for each kind of handler: the log holds the offsets from 10 to 99. */
class StartRuleTest {
    private static final UUID STORE = new UUID(1, 1);
    private static final UUID OTHER_STORE = new UUID(1, 2);
    private static final UUID TOPIC = new UUID(2, 1);
    private static final UUID OLD_TOPIC = new UUID(2, 2);
    private static final GroupOffsets.Range LOG = new GroupOffsets.Range(10, 100);

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (HandlerKind kind : HandlerKind.values()) {
            cases.addAll(known(kind));
            cases.addAll(unknown(kind));
            cases.addAll(lostHistory(kind));
            cases.addAll(outsideTheLog(kind));
        }
        return cases.stream();
    }

    private static List<Case> known(HandlerKind kind) {
        long behindAndAhead = kind == HandlerKind.TRANSFORM ? 60 : 50;
        boolean transform = kind == HandlerKind.TRANSFORM;
        return List.of(
                of(kind, "the offset is beyond the watermark")
                        .watermark(50)
                        .committed(60, eos(50))
                        .starts(behindAndAhead, 60, Note.ORDINARY),
                of(kind, "the watermark is beyond the offset")
                        .watermark(50)
                        .committed(40, eos(40))
                        .starts(50, 40, Note.ORDINARY),
                of(kind, "the group's offsets were deleted").watermark(50).starts(50, 0, Note.ORDINARY),
                of(kind, "the offset was set back by hand")
                        .watermark(50)
                        .committed(10, "")
                        .starts(50, 0, Note.ORDINARY),
                of(kind, "the offset was set forth by hand")
                        .watermark(50)
                        .committed(60, "")
                        .starts(behindAndAhead, 0, Note.ORDINARY),
                of(kind, "another group had come further")
                        .watermark(50)
                        .committed(60, eos(50))
                        .former(80, 80)
                        .starts(transform ? 80 : 50, 80, Note.ORDINARY),
                of(kind, "another group had come further, and this one has no offset")
                        .watermark(50)
                        .former(80, 90)
                        .starts(transform ? 80 : 50, 90, Note.ORDINARY),
                of(kind, "another group had come further, and this one was told by hand where to start")
                        .watermark(50)
                        .committed(90, "")
                        .former(80, 80)
                        .starts(transform ? 90 : 50, 80, Note.ORDINARY),
                of(kind, "another group had come further than an offset of the topic before")
                        .watermark(50)
                        .committed(95, new StoredPosition(STORE, UUID.randomUUID(), 50, 0))
                        .former(80, 80)
                        .starts(transform ? 80 : 50, 80, Note.ORDINARY),
                of(kind, "another group had not come further")
                        .watermark(80)
                        .committed(80, eos(80))
                        .former(70, 70)
                        .starts(80, 80, Note.ORDINARY),
                of(kind, "a replay after a restored backup was interrupted")
                        .watermark(40)
                        .committed(40, new StoredPosition(STORE, TOPIC, 40, 80))
                        .starts(40, 80, Note.ORDINARY));
    }

    private static List<Case> unknown(HandlerKind kind) {
        return List.of(
                of(kind, "nothing is known, earliest").starts(10, 0, Note.NEW),
                of(kind, "nothing is known, latest").startAt(StartAt.LATEST).starts(100, 0, Note.NEW),
                of(kind, "a watermark counts, whatever start-at says")
                        .startAt(StartAt.LATEST)
                        .watermark(50)
                        .starts(50, 0, Note.ORDINARY),
                of(kind, "the group ran before eos").committed(40, "").starts(40, 40, Note.ADOPTED),
                of(kind, "the group ran before eos, with metadata of its own")
                        .committed(40, "host-7")
                        .startAt(StartAt.LATEST)
                        .starts(40, 40, Note.ADOPTED),
                of(kind, "the offset is of the topic that was deleted")
                        .committed(60, new StoredPosition(STORE, OLD_TOPIC, 60, 0))
                        .startAt(StartAt.LATEST)
                        .starts(10, 0, Note.TOPIC_MADE_AGAIN),
                of(kind, "the offset is of the topic that was deleted, and the new one was worked on")
                        .watermark(50)
                        .committed(60, new StoredPosition(STORE, OLD_TOPIC, 60, 0))
                        .starts(50, 0, Note.TOPIC_MADE_AGAIN),
                of(kind, "topic and store are others")
                        .committed(60, new StoredPosition(OTHER_STORE, OLD_TOPIC, 60, 70))
                        .onLostHistory(OnLostHistory.STOP)
                        .starts(10, 0, Note.TOPIC_MADE_AGAIN));
    }

    private static List<Case> lostHistory(HandlerKind kind) {
        boolean back = kind == HandlerKind.TRANSACT;
        StoredPosition emptied = new StoredPosition(OTHER_STORE, TOPIC, 60, 0);
        return List.of(
                of(kind, "emptied, by default").committed(60, emptied).starts(back ? 10 : 60, 60, Note.LOST_HISTORY),
                of(kind, "emptied, continue")
                        .committed(60, emptied)
                        .onLostHistory(OnLostHistory.CONTINUE)
                        .starts(60, 60, Note.LOST_HISTORY),
                of(kind, "emptied, reprocess")
                        .committed(60, emptied)
                        .onLostHistory(OnLostHistory.REPROCESS)
                        .starts(10, 60, Note.LOST_HISTORY),
                of(kind, "emptied, stop")
                        .committed(60, emptied)
                        .onLostHistory(OnLostHistory.STOP)
                        .stops(60),
                of(kind, "went back, by default")
                        .watermark(50)
                        .committed(60, eos(55))
                        .starts(back ? 50 : 60, 60, Note.LOST_HISTORY),
                of(kind, "went back, continue")
                        .watermark(50)
                        .committed(60, eos(55))
                        .onLostHistory(OnLostHistory.CONTINUE)
                        .starts(60, 60, Note.LOST_HISTORY),
                of(kind, "went back, continue, and the watermark is beyond the offset")
                        .watermark(50)
                        .committed(40, eos(51))
                        .onLostHistory(OnLostHistory.CONTINUE)
                        .starts(50, 40, Note.LOST_HISTORY),
                of(kind, "went back, reprocess")
                        .watermark(50)
                        .committed(60, eos(51))
                        .onLostHistory(OnLostHistory.REPROCESS)
                        .starts(50, 60, Note.LOST_HISTORY),
                of(kind, "went back, stop")
                        .watermark(50)
                        .committed(60, eos(51))
                        .onLostHistory(OnLostHistory.STOP)
                        .stops(60),
                of(kind, "went back again, while its replay ran")
                        .watermark(30)
                        .committed(40, new StoredPosition(STORE, TOPIC, 40, 80))
                        .onLostHistory(OnLostHistory.REPROCESS)
                        .starts(30, 80, Note.LOST_HISTORY),
                of(kind, "lost its watermark, with the same incarnation")
                        .committed(60, eos(55))
                        .onLostHistory(OnLostHistory.REPROCESS)
                        .starts(10, 60, Note.LOST_HISTORY));
    }

    private static List<Case> outsideTheLog(HandlerKind kind) {
        StoredPosition emptied = new StoredPosition(OTHER_STORE, TOPIC, 150, 0);
        return List.of(
                of(kind, "expired").watermark(5).committed(5, eos(5)).starts(10, 5, Note.EXPIRED),
                of(kind, "expired, and the group's offsets were deleted")
                        .watermark(9)
                        .starts(10, 0, Note.EXPIRED),
                of(kind, "expired before eos came").committed(9, "").starts(10, 9, Note.EXPIRED),
                of(kind, "not expired at the first offset")
                        .watermark(10)
                        .committed(10, eos(10))
                        .starts(10, 10, Note.ORDINARY),
                of(kind, "lost and expired")
                        .watermark(5)
                        .committed(60, eos(55))
                        .onLostHistory(OnLostHistory.REPROCESS)
                        .starts(10, 60, Note.LOST_HISTORY),
                of(kind, "truncated")
                        .watermark(150)
                        .committed(150, new StoredPosition(STORE, TOPIC, 150, 200))
                        .starts(100, 100, Note.TRUNCATED),
                of(kind, "truncated, and the group's offsets were deleted")
                        .watermark(101)
                        .starts(100, 0, Note.TRUNCATED),
                of(kind, "truncated before eos came").committed(101, "").starts(100, 100, Note.TRUNCATED),
                of(kind, "not truncated at the end")
                        .watermark(100)
                        .committed(100, eos(100))
                        .starts(100, 100, Note.ORDINARY),
                of(kind, "lost and truncated")
                        .committed(150, emptied)
                        .onLostHistory(OnLostHistory.CONTINUE)
                        .starts(100, 100, Note.LOST_HISTORY));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void startsWhereItShould(Case one) {
        StartRule.Start start = one.decide();
        assertThat(start.note()).isEqualTo(one.note);
        assertThat(start.stop()).as("stop").isEqualTo(one.stop);
        assertThat(start.committed()).as("published up to").isEqualTo(one.published);
        if (!one.stop) {
            assertThat(start.offset()).as("offset").isEqualTo(one.offset);
        }
    }

    /** A loud start says what it found. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void saysWhatItFound(Case one) {
        StartRule.Start start = one.decide();
        switch (start.note()) {
            case EXPIRED -> assertThat(start.detail()).contains("below " + LOG);
            case TRUNCATED -> assertThat(start.detail()).contains("above " + LOG);
            case LOST_HISTORY ->
                assertThat(start.detail()).matches("the store (was emptied or replaced|went back): .*");
            case ORDINARY, NEW, ADOPTED, TOPIC_MADE_AGAIN ->
                assertThat(start.detail()).isEmpty();
        }
    }

    @Test
    void eachNoteIsMetByEachKind() {
        for (HandlerKind kind : HandlerKind.values()) {
            assertThat(cases().filter(one -> one.kind == kind)
                            .map(one -> one.note)
                            .collect(Collectors.toSet()))
                    .as("%s", kind)
                    .containsExactlyInAnyOrder(Note.values());
        }
    }

    private static StoredPosition eos(long acknowledged) {
        return new StoredPosition(STORE, TOPIC, acknowledged, 0);
    }

    private static Case of(HandlerKind kind, String name) {
        return new Case(kind, name);
    }

    /** What store and group say, and what is to follow. */
    static final class Case {
        private final HandlerKind kind;
        private final String name;
        private long watermark = Checkpoint.NONE;
        private @Nullable OffsetAndMetadata committed;
        private FormerGroups.Left former = FormerGroups.Left.NOTHING;
        private StartAt startAt = StartAt.EARLIEST;
        private Optional<OnLostHistory> onLostHistory = Optional.empty();
        private long offset;
        private long published;
        private Note note = Note.ORDINARY;
        private boolean stop;

        Case(HandlerKind kind, String name) {
            this.kind = kind;
            this.name = name;
        }

        Case watermark(long value) {
            watermark = value;
            return this;
        }

        Case committed(long value, String metadata) {
            committed = new OffsetAndMetadata(value, metadata);
            return this;
        }

        Case committed(long value, StoredPosition position) {
            return committed(value, position.format());
        }

        Case former(long value, long publishedTo) {
            former = new FormerGroups.Left(new OffsetAndMetadata(value, eos(50).format()), publishedTo);
            return this;
        }

        Case startAt(StartAt value) {
            startAt = value;
            return this;
        }

        Case onLostHistory(OnLostHistory value) {
            onLostHistory = Optional.of(value);
            return this;
        }

        Case starts(long at, long publishedTo, Note found) {
            offset = at;
            published = publishedTo;
            note = found;
            return this;
        }

        Case stops(long publishedTo) {
            stop = true;
            return starts(-1, publishedTo, Note.LOST_HISTORY);
        }

        StartRule.Start decide() {
            Checkpoint last = new Checkpoint(0, watermark, watermark, -1, List.of());
            return new StartRule(kind, STORE, startAt, onLostHistory).decide(last, committed, former, TOPIC, LOG);
        }

        @Override
        public String toString() {
            return kind + ": " + name;
        }
    }
}
