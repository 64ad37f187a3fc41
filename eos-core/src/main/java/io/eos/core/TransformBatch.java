package io.eos.core;

import io.eos.api.Output;
import io.eos.spi.Completion;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A batch of {@code transform}: look up, run the handler for the rest, record outputs with results; publishing them with the
 * offset is the {@link Publisher}'s part. The watermark that it writes is what is <em>published</em>: it must not run ahead of Kafka.
 */
final class TransformBatch extends Batch {
    private final Work.Transform work;

    TransformBatch(
            NodeContext shared,
            ItemRules rules,
            ShardView view,
            List<ConsumerRecord<byte[], byte[]>> records,
            long next) {
        super(shared, rules, view, records, next);
        this.work = (Work.Transform) shared.work();
    }

    @Override
    Turn proceed() {
        identify();
        lookUpGaps();
        do {
            lookUp();
            Optional<Duration> pause = process();
            if (pause.isPresent()) {
                return new Turn.Later(pause.get());
            }
        } while (!record());
        return Turn.DONE;
    }

    private Optional<Duration> process() {
        List<Item> open = items().stream().filter(Item::open).toList();
        Optional<Duration> pause = shared.order().run(open, this::step);
        if (pause.isEmpty()) {
            // What is done before the first that is not is recorded and published; the next owner does the rest.
            for (int i = 0; i < items().size(); i++) {
                if (items().get(i).open()) {
                    cut(i);
                }
            }
        }
        return pause;
    }

    private CallOrder.Step step(Item item) {
        return view.goOn().getAsBoolean() ? CallOrder.Step.of(process(item)) : CallOrder.Step.STOP;
    }

    private Optional<Duration> process(Item item) {
        return compute(
                item, call(item, 0, false), context -> lasting(work.apply(item.raw, item.decoded(), context), item));
    }

    /** Where a source can vanish, its copy is stored with its content. */
    private List<Output> lasting(List<Output> outputs, Item item) {
        return view.compacted() && shared.settings().keepResults()
                ? outputs.stream()
                        .map(output -> DeadLetters.whole(output, item.raw))
                        .toList()
                : outputs;
    }

    private boolean record() {
        if (!shared.settings().keepResults()) {
            return settleByPosition();
        }
        List<Item> computed =
                items().stream().filter(item -> item.fate == Item.Fate.COMPUTED).toList();
        boolean settled = true;
        for (List<Item> some : chunks(computed, shared.store().traits().maxBatch())) {
            if (some.isEmpty()) {
                continue;
            }
            List<Completion> completions = some.stream()
                    .map(item -> Completion.unclaimed(item.id(), item.result()))
                    .toList();
            var outcomes = view.writer().record(completions, progress());
            reached(Step.RECORDED);
            settled &= apply(some, outcomes);
            readBack(some);
        }
        return settled;
    }

    private ShardWriter.Progress progress() {
        return new ShardWriter.Progress(
                Math.max(view.settled(), view.writer().acknowledged()), view.leaderEpoch(), pending(items()));
    }

    /**
     * {@code keep-results=false}: no other message has such an id, so what is published with the offset needs no other memory. The store is told of
     * the position now and then, for a start without the group's offset.
     */
    private boolean settleByPosition() {
        items().stream()
                .filter(item -> item.fate == Item.Fate.COMPUTED)
                .forEach(item -> item.fate = Item.Fate.UNRECORDED);
        boolean moved = view.settled() > view.writer().acknowledged();
        if (moved && view.writer().idle().compareTo(shared.settings().idleFlush()) >= 0) {
            view.writer().record(List.of(), progress());
            reached(Step.RECORDED);
        }
        reached(Step.CHECKED);
        return true;
    }
}
