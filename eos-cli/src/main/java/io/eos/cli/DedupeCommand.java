package io.eos.cli;

import io.eos.api.InvalidConfigurationException;
import io.eos.cli.progress.Progress;
import io.eos.cli.signal.Interruption;
import io.eos.core.Eos;
import io.eos.core.EosProcessor;
import io.eos.core.MessageIdentity;
import io.eos.core.ProcessorDefinition;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Copies a topic so that each message id is there exactly once. */
@Command(
        name = "dedupe",
        description = {
            "Copies a topic so that each message id is there exactly once: keys, values (tombstones too), headers,"
                    + " timestamps and partitions are kept.",
            "",
            "Processes with the same arguments share the work. SIGTERM drains; SIGKILL at any time loses and doubles"
                    + " nothing. A message without a usable id goes to the dead-letter topic. Read the copy with"
                    + " isolation.level=read_committed. An id is remembered for eos.retention, 30 days by default; with --id coordinates,"
                    + " where each message has its own, positions alone are kept (--set keep-results=true keeps results)."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./eos dedupe --bootstrap-server localhost:9092 --from orders --to orders-once \\",
            "      --id header:order-id --store jdbc:h2:file:./eos",
            "  ./eos dedupe ... --id json:/order/id --until-end       stop at what the topic holds now",
            "  ./eos dedupe ... --id key --set retention=7d --set start-at=latest",
            "  ./eos dedupe --config eos.properties --from a --to b --id content"
        })
final class DedupeCommand implements Callable<Integer> {
    private static final int LONGEST_NAME = 200;

    private final Session session;

    @Mixin
    private KafkaOption kafka = new KafkaOption();

    @Mixin
    private StoreOption store = new StoreOption();

    @Option(names = "--from", required = true, paramLabel = "TOPIC", description = "The topic to copy.")
    private String from = "";

    @Option(
            names = "--to",
            required = true,
            paramLabel = "TOPIC",
            description = "The copy. It needs at least as many partitions; if there is none it is made.")
    private String to = "";

    @Option(
            names = "--id",
            required = true,
            paramLabel = "ID",
            description = "What makes two messages the same: header:NAME, key, json:/POINTER, content or coordinates.")
    private String id = "";

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "The processor's name, which scopes what is stored, and the consumer group"
                    + " (default: dedupe-FROM-TO).")
    private @Nullable String name;

    @Option(
            names = "--dead-letter-topic",
            paramLabel = "TOPIC",
            description = "Where messages without a usable id go (default: NAME.dead-letters).")
    private @Nullable String deadLetterTopic;

    @Option(
            names = "--until-end",
            description = "Stop when all that the topic holds at the start is copied, by whichever process.")
    private boolean untilEnd;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Any setting of eos, such as retention=7d; may be repeated.")
    private Map<String, String> settings = new LinkedHashMap<>();

    DedupeCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        check();
        String processorName = name == null ? defaultName(from, to) : name;
        ProcessorDefinition definition =
                Eos.processor(processorName).settings(all(processorName)).copyTo(to);
        String deadLetters = definition.settings().deadLetterTopic();
        if (deadLetters.equals(to)) {
            throw CommandFailure.usage(
                    "--dead-letter-topic is '" + to + "', and so is --to: dead letters would mix with" + " the copy");
        }
        try (Broker broker = kafka.connect(store.config(), session);
                Interruption interruption = new Interruption()) {
            new CopyTopics(broker, session.err()).prepare(from, to);
            EosProcessor processor = definition.start();
            CopyRun run;
            boolean reached;
            try (processor;
                    Progress progress = Progress.start(session.err(), session.columns(), "copied")) {
                CopyProgress lag =
                        new CopyProgress(broker, definition.settings().groupId(), from);
                run = new CopyRun(processor, lag, progress, interruption);
                reached = run.await(untilEnd);
            }
            session.out().println(run.summary(from, to, deadLetters));
            return reached || !untilEnd ? ExitStatus.OK : ExitStatus.INTERRUPTED;
        }
    }

    private void check() {
        if (from.equals(to)) {
            throw CommandFailure.usage("--from and --to are both '" + from + "': a topic cannot be copied to itself");
        }
        try {
            MessageIdentity.parse(id);
        } catch (InvalidConfigurationException e) {
            throw CommandFailure.usage("--id: " + e.getMessage());
        }
    }

    /** The file, the environment, --set, and the options of their own, from weak to strong. */
    private Map<String, String> all(String processorName) {
        Map<String, String> all = store.config().settings(session);
        settings.forEach((key, value) -> all.put(key.startsWith("eos.") ? key.substring(4) : key, value));
        kafka.settings().forEach((key, value) -> all.put("kafka.common." + key, value));
        all.put("kafka.common.bootstrap.servers", kafka.servers(store.config(), session));
        all.put("processor", processorName);
        all.put("topics", from);
        all.put("identity", id);
        if (id.equals(MessageIdentity.coordinates().text())) {
            // No other message has the id, and what is copied is committed with the offset.
            all.putIfAbsent("keep-results", "false");
        }
        all.putAll(store.settings(session));
        if (deadLetterTopic != null) {
            all.put("dead-letter-topic", deadLetterTopic);
        }
        return all;
    }

    static String defaultName(String from, String to) {
        String whole = "dedupe-" + from + "-" + to;
        return whole.length() <= LONGEST_NAME
                ? whole
                : whole.substring(0, LONGEST_NAME - 9) + "-" + String.format("%08x", whole.hashCode());
    }
}
