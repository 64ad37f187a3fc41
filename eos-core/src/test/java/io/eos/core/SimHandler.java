package io.eos.core;

import io.eos.api.Bytes;
import io.eos.api.Output;
import io.eos.api.OutputRecord;
import io.eos.api.StoredResult;
import io.eos.core.SimPlan.What;
import io.eos.testkit.InMemoryEffects;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The user's handler on one node, of whatever kind: each message's value says how it takes it. */
final class SimHandler {
    private static final int LONGEST_MILLIS = 30;

    private final SimWorld world;
    private final SimProcess process;

    SimHandler(SimWorld world, SimProcess process) {
        this.world = world;
        this.process = process;
    }

    Work work() {
        return switch (world.plan.kind()) {
            case TRANSFORM -> (Work.Transform) (raw, decoded, context) -> transform(raw, context);
            case TRANSACT -> new Transact();
            case HANDLE -> new Handle();
        };
    }

    /** What the value says. */
    static What what(byte[] value) {
        String text = SimText.text(value);
        return What.valueOf(text.substring(0, text.indexOf(':')));
    }

    private void before(ConsumerRecord<?, ?> message, HandlerContext context) {
        process.check();
        What what = what((byte[]) message.value());
        world.checker.handled(message.partition(), message.offset(), context);
        world.time.trace(() -> process.name() + " handles p" + message.partition() + "@" + message.offset() + " "
                + context.messageId() + " " + what + " token " + context.fencingToken() + " attempt "
                + context.attempt() + (context.redelivered() ? " redelivered" : ""));
        if (what == What.SLOW) {
            world.time.sleep(process, SimNode.LEASE.plusMillis(world.time.random.nextInt(1_500)));
        } else if (world.time.chance(world.plan.waits() / 2)) {
            world.time.sleep(process, Duration.ofMillis(world.time.random.nextInt(LONGEST_MILLIS)));
        }
        if (what == What.REJECTED) {
            throw new RejectedMessageException("refused on purpose");
        }
        if (what == What.FAILING || (what == What.FLAKY && context.attempt() <= 2)) {
            throw new IllegalStateException("failed on purpose");
        }
    }

    private List<Output> transform(ConsumerRecord<byte[], byte[]> raw, HandlerContext context) {
        before(raw, context);
        List<Output> outputs = new ArrayList<>();
        for (int i = 0; i < outputs(raw.offset()); i++) {
            String value = raw.partition() + ":" + raw.offset() + ":" + i;
            outputs.add(new OutputRecord(
                    SimBroker.TARGET,
                    raw.partition(),
                    null,
                    List.of(),
                    Bytes.wrapNullable(raw.key()),
                    Bytes.utf8(value)));
        }
        return outputs;
    }

    /** How many outputs the message at an offset has. */
    static int outputs(long offset) {
        return offset % 3 == 0 ? 2 : 1;
    }

    private final class Transact implements Work.Transact<InMemoryEffects> {
        @Override
        public Class<InMemoryEffects> resourceType() {
            return InMemoryEffects.class;
        }

        @Override
        public void apply(ConsumerRecord<?, ?> decoded, InMemoryEffects effects, HandlerContext context) {
            before(decoded, context);
            effects.append(decoded.partition() + ":" + decoded.offset());
        }
    }

    private final class Handle implements Work.Effect {
        @Override
        public void apply(ConsumerRecord<?, ?> decoded, HandlerContext context) {
            before(decoded, context);
            process.check();
            world.checker.sink.called(process.name(), decoded.partition(), decoded.offset(), context);
        }

        @Override
        public void compensate(ConsumerRecord<?, ?> decoded, StoredResult winner, HandlerContext context) {
            world.time.trace(() -> process.name() + " compensates p" + decoded.partition() + "@" + decoded.offset());
        }
    }
}
