package io.eos.cli;

import io.eos.api.Shard;
import io.eos.core.ProcessorGroups;
import io.eos.spi.ProcessorSpec;
import io.eos.spi.ResultStore;
import io.eos.spi.StoreAdmin;
import io.eos.spi.StoreAdmin.ShardState;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lowers a watermark and forgets results, so that messages are processed again on purpose. */
@Command(
        name = "rewind",
        description = {
            "Goes back on purpose: lowers a partition's watermark and forgets the results from there on, so that its"
                    + " messages take effect AGAIN.",
            "",
            "Resetting the group's offsets does not do that: what is below the watermark is skipped. Effects that were"
                    + " made are not undone; undo them first. Stop the processor before."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./eos rewind --bootstrap-server localhost:9092 --store jdbc:h2:file:./eos \\",
            "      --processor payments --topic payments --partition 3 --to 1200",
            "  ./eos rewind ... --to earliest --yes       without being asked"
        })
final class RewindCommand implements Callable<Integer> {
    private static final String EARLIEST = "earliest";

    private final Session session;

    @Mixin
    private StoreOption store = new StoreOption();

    @Mixin
    private ProcessorOption processor = new ProcessorOption();

    @Mixin
    private KafkaOption kafka = new KafkaOption();

    @Option(names = "--topic", required = true, paramLabel = "TOPIC", description = "The source topic.")
    private String topic = "";

    @Option(names = "--partition", required = true, paramLabel = "N", description = "The partition, from 0.")
    private int partition;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "OFFSET",
            description = "The offset of the first message that is processed again, or earliest.")
    private String to = "";

    @Option(
            names = "--group",
            paramLabel = "GROUP",
            description = "The consumer group (default: the one that the processor last ran with).")
    private @Nullable String group;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Option(
            names = "--force",
            description = "Also while the processor runs. Its group's offset cannot be lowered then, which only a"
                    + " transact processor does without.")
    private boolean force;

    RewindCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        long wanted = parse(to);
        try (Broker broker = kafka.connect(store.config(), session);
                ResultStore open = store.open(session)) {
            StoreAdmin admin = open.admin();
            ProcessorSpec known = processor.find(admin, store.config(), session).stored();
            String name = known.name();
            List<ConsumerGroup> groups = groups(known, broker);
            groups.stream().filter(each -> !force && each.live()).findFirst().ifPresent(live -> {
                throw CommandFailure.badInput("the group '" + live.id() + "' is live: " + live.members()
                        + ". Stop the processor first, or use --force");
            });
            ShardState shard = shard(admin, name, topicId(broker));
            long offset = to.equals(EARLIEST) ? groups.get(0).earliest(new TopicPartition(topic, partition)) : wanted;
            long watermark = shard.checkpoint().watermark();
            if (offset >= watermark) {
                throw CommandFailure.badInput("the watermark of " + place() + " is " + watermark
                        + ", so there is nothing to go back to at " + offset + "; nothing was changed");
            }
            confirm(name, offset, watermark);
            rewind(admin, shard.shard(), groups, offset);
            return ExitStatus.OK;
        }
    }

    /** The one that the processor last ran with, or that was asked for, and those before it. */
    private List<ConsumerGroup> groups(ProcessorSpec known, Broker broker) {
        List<String> ran = ProcessorGroups.of(known);
        Stream<String> asked =
                group != null ? Stream.of(group) : ran.isEmpty() ? Stream.of(known.name()) : Stream.empty();
        return Stream.concat(asked, ran.stream())
                .distinct()
                .map(id -> new ConsumerGroup(broker, id))
                .toList();
    }

    private void rewind(StoreAdmin admin, Shard shard, List<ConsumerGroup> groups, long offset) {
        // The offset first: with the watermark lowered and the offset left, a crash in between would look like a lost
        // history.
        List<String> left = groups.stream()
                .filter(each -> !each.lowerOffset(new TopicPartition(topic, partition), offset))
                .map(ConsumerGroup::id)
                .toList();
        admin.lowerWatermark(shard, offset);
        long forgotten = admin.forget(shard, offset);
        session.out()
                .println("rewound " + place() + " to offset " + offset + "; " + forgotten
                        + (forgotten == 1 ? " result" : " results") + " forgotten");
        if (!left.isEmpty()) {
            session.err()
                    .println("eos: warning: the offset of the group '" + String.join("' and '", left)
                            + "' was left where it is, as the"
                            + " group is live. Unless this is a transact processor, stop it and rewind again");
        }
    }

    private void confirm(String name, long offset, long watermark) throws IOException {
        if (yes) {
            return;
        }
        session.err()
                .printf(
                        Locale.ROOT,
                        "Processor '%s' will process %s again from offset %d on (its watermark is %d): up to %d messages"
                                + " take effect again, and their results are forgotten.%nGo on? [y/N] ",
                        name,
                        place(),
                        offset,
                        watermark,
                        watermark - offset);
        session.err().flush();
        BufferedReader answers = new BufferedReader(new InputStreamReader(session.in(), StandardCharsets.UTF_8));
        String answer = answers.readLine();
        if (answer == null || !answer.strip().toLowerCase(Locale.ROOT).matches("y|yes")) {
            throw CommandFailure.interrupted("not confirmed, nothing was changed (--yes goes on without asking)");
        }
    }

    private UUID topicId(Broker broker) {
        TopicDescription described = broker.topic(topic)
                .orElseThrow(() -> CommandFailure.badInput("there is no topic '" + topic + "' at " + broker.servers()));
        return new UUID(
                described.topicId().getMostSignificantBits(),
                described.topicId().getLeastSignificantBits());
    }

    private ShardState shard(StoreAdmin admin, String name, UUID topicId) {
        Shard wanted = new Shard(name, topicId, partition);
        return admin.shards(name).stream()
                .filter(one -> one.shard().equals(wanted))
                .findFirst()
                .orElseThrow(() -> CommandFailure.badInput("processor '" + name + "' never worked on " + place()
                        + " (topic id " + topicId + "); nothing was changed"));
    }

    private String place() {
        return topic + "-" + partition;
    }

    private static long parse(String text) {
        if (text.equals(EARLIEST)) {
            return 0;
        }
        try {
            long offset = Long.parseLong(text);
            if (offset >= 0) {
                return offset;
            }
        } catch (NumberFormatException e) {
            // told below, as a negative one is
        }
        throw CommandFailure.usage("--to was '" + text + "' but must be an offset from 0, or earliest");
    }
}
