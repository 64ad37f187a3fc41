package io.eos.core;

import io.eos.api.InvalidConfigurationException;
import io.eos.core.TopicIds.Topic;
import io.eos.spi.Finding;
import io.eos.spi.ProcessorSpec;
import io.eos.spi.Registration;
import io.eos.spi.ResultCodec;
import io.eos.spi.ResultStore;
import io.eos.spi.SettingsReader;
import io.eos.spi.StoreAdmin;
import io.eos.spi.StoreTraits.Fencing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is checked before a processor begins to poll: everything, so that all problems are told at once. Nothing is written to the
 * store before all else is in order. Used once, on one thread.
 */
final class StartChecks {
    /** An attribute that is stored with a processor, as those of {@link ProcessorGroups} are. Its name never changes. */
    static final String PARTITIONS = "partitions";

    private static final Logger LOG = LoggerFactory.getLogger(StartChecks.class);

    private final Settings settings;
    private final StartBroker broker;
    private final Map<String, String> fixed;
    /** Whether the watermark alone says which effects are there: then no write may be accepted under an old tenure, not even one whose results would lose. */
    private final boolean byWatermarkAlone;

    private final List<String> problems = new ArrayList<>();
    private Map<String, Topic> topics = Map.of();

    StartChecks(Settings settings, HandlerKind kind, Admin admin) {
        this.settings = settings;
        this.broker = new StartBroker(
                settings, admin, new AdminBrokerView(admin, settings.groupId(), settings.startTimeout()));
        this.fixed = new TreeMap<>(Map.of(
                "identity", settings.identity(),
                "digest", Boolean.toString(settings.digest()),
                "kind", kind.name(),
                "format", Integer.toString(ResultCodec.VERSION)));
        this.byWatermarkAlone = kind == HandlerKind.TRANSACT && !settings.keepResults();
        if (kind == HandlerKind.HANDLE && !settings.keepResults()) {
            problems.add(
                    "eos.keep-results was false but must be true with a handle handler: its effects are committed with"
                            + " nothing, so that only a result says that they are done");
        }
        if (kind == HandlerKind.TRANSACT && settings.ordering() != Settings.Ordering.PARTITION) {
            problems.add("eos.ordering was '" + SettingsReader.hyphenated(settings.ordering())
                    + "' but must be partition with a transact handler: the messages of a batch share one transaction");
        }
    }

    /**
     * Looks at the broker first. Problems are kept until {@link #store} tells them with its own.
     *
     * @throws BrokerUnavailableException if the broker does not answer within {@code start-timeout}
     */
    void broker() {
        broker.reach();
        topics = broker.topics(problems);
        broker.checkRetention(topics, problems);
        broker.checkGroupType(problems);
    }

    /** Opens the store; if it is not configured as it should be, that is told with the broker's problems. */
    ResultStore open(Supplier<ResultStore> opening) {
        try {
            return opening.get();
        } catch (InvalidConfigurationException e) {
            if (problems.isEmpty()) {
                throw e;
            }
            problems.addAll(e.problems());
            throw new InvalidConfigurationException(problems);
        }
    }

    /**
     * Looks at the store and at what it knows of the processor, then registers it.
     *
     * @return what is stored, with the incarnation
     * @throws InvalidConfigurationException with all problems, the broker's too
     * @throws io.eos.api.StoreUnavailableException if the store does not answer
     */
    Registration store(ResultStore store) {
        preflight(store);
        store.admin().processors().stream()
                .filter(registration -> registration.stored().name().equals(settings.processor()))
                .findFirst()
                .ifPresent(this::checkStored);
        finish();
        warnOfPending(store);
        broker.ensureDeadLetterTopic(topics, problems);
        finish();
        return register(store);
    }

    /** Goes on looking at the groups that ran the processor before, at the start of each tenure. */
    FormerGroups formerGroups(Registration registration, ResultStore store, GroupOffsets offsets) {
        return new FormerGroups(settings, registration.incarnation(), store, broker::hasMembers, offsets);
    }

    /** Whether a consumer reads topics by their ids. */
    boolean readsById() {
        return broker.readsById();
    }

    /** Goes on looking at the topics while the processor runs. */
    TopicWatch watch() {
        return new TopicWatch(settings, broker::checkRetention, topics);
    }

    private void finish() {
        if (!problems.isEmpty()) {
            throw new InvalidConfigurationException(problems);
        }
    }

    private void preflight(ResultStore store) {
        for (Finding finding : store.preflight(settings.retention())) {
            if (finding.severity() == Finding.Severity.REFUSE) {
                problems.add("the store would not keep the guarantee: " + finding.message());
            } else {
                LOG.warn("processor {}: the store: {}", settings.processor(), finding.message());
            }
        }
        if (!store.traits().fencing().containsKey(settings.scope())) {
            problems.add("eos.scope was " + SettingsReader.hyphenated(settings.scope()) + " but the store "
                    + store.traits().name() + " supports "
                    + store.traits().fencing().keySet().stream()
                            .map(SettingsReader::hyphenated)
                            .collect(Collectors.joining(", ")));
        } else if (byWatermarkAlone && store.traits().fencing().get(settings.scope()) != Fencing.ATOMIC) {
            problems.add("eos.keep-results was false but must be true with a transact handler in the scope "
                    + SettingsReader.hyphenated(settings.scope()) + " on "
                    + store.traits().name()
                    + ", where a tenure is only checked before it writes");
        }
    }

    /** Two nodes that start at once both find nothing stored; what register returns is what counts. */
    private Registration register(ResultStore store) {
        Map<String, String> attributes = new TreeMap<>(fixed);
        attributes.put(ProcessorGroups.LAST, settings.groupId());
        attributes.put(ProcessorGroups.RAN + settings.groupId(), "");
        attributes.put(PARTITIONS, partitions());
        Registration registration =
                store.register(ProcessorSpec.of(settings.processor(), settings.scope(), attributes));
        Map<String, String> before = registration.stored().attributes();
        if (!before.equals(attributes)) {
            checkStored(registration);
            finish();
            warnOfPartitions(before.getOrDefault(PARTITIONS, ""));
            Map<String, String> changed = new TreeMap<>();
            attributes.forEach((name, value) -> {
                if (!value.equals(before.get(name))) {
                    changed.put(name, value);
                }
            });
            if (!changed.isEmpty()) {
                store.amend(settings.processor(), changed);
            }
        }
        return registration;
    }

    private void checkStored(Registration registration) {
        ProcessorSpec stored = registration.stored();
        if (stored.scope() != settings.scope()) {
            problems.add(differs(
                    "scope", SettingsReader.hyphenated(stored.scope()), SettingsReader.hyphenated(settings.scope())));
        }
        fixed.forEach((name, asked) -> {
            String before = stored.attributes().get(name);
            if (before != null && !before.equals(asked)) {
                problems.add(differs(name, before, asked));
            }
        });
        FormerGroups.besides(settings.groupId(), stored)
                .filter(broker::hasMembers)
                .forEach(group -> problems.add(FormerGroups.inUse(settings, group)));
    }

    /** What is recorded and not published goes out when its topic is read again, and else never. */
    private void warnOfPending(ResultStore store) {
        Set<UUID> read = topics.values().stream().map(Topic::id).collect(Collectors.toSet());
        for (StoreAdmin.ShardState state : store.admin().shards(settings.processor())) {
            int pending = state.checkpoint().pending().size();
            UUID id = state.shard().topicId();
            if (pending > 0 && !read.contains(id)) {
                Optional<String> name = broker.nameOf(id);
                LOG.warn(
                        "processor {}: {} results of {} partition {} were recorded and perhaps never published, and {}",
                        settings.processor(),
                        pending,
                        name.map(known -> "topic " + known).orElse("the topic with id " + id),
                        state.shard().partition(),
                        name.isPresent()
                                ? "the topic is not read any more: they are published when it is. Add it to eos.topics, or"
                                        + " make eos.topic-pattern match it, until they are"
                                : "the topic is gone: they are not published any more. ./eos results shows them");
            }
        }
    }

    private String differs(String name, String stored, String asked) {
        return "processor '" + settings.processor() + "' is stored with " + name + " " + stored
                + ", but was started with "
                + name + " " + asked + ": its stored results would not be found, or mean something else."
                + " Go back to " + stored + ", or take another processor name";
    }

    /** {@code a=3,b=12}, in the order of the names, which hold neither sign. */
    private String partitions() {
        return new TreeMap<>(topics)
                .entrySet().stream()
                        .map(topic -> topic.getKey() + "=" + topic.getValue().partitions())
                        .reduce((a, b) -> a + "," + b)
                        .orElse("");
    }

    private void warnOfPartitions(String before) {
        for (String entry : before.split(",", -1)) {
            int equals = entry.indexOf('=');
            Topic topic = equals < 0 ? null : topics.get(entry.substring(0, equals));
            if (topic != null && !entry.substring(equals + 1).equals(Integer.toString(topic.partitions()))) {
                TopicWatch.warnOfPartitions(
                        settings, entry.substring(0, equals), entry.substring(equals + 1), topic.partitions());
            }
        }
    }
}
