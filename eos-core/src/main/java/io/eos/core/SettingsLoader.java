package io.eos.core;

import io.eos.api.InvalidConfigurationException;
import io.eos.api.StoreAddress;
import io.eos.spi.SettingsReader;
import io.eos.spi.StoreConfig;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Turns texts into {@link Settings}, and reports all that is wrong with them at once. Used for one load, on one thread.
 */
final class SettingsLoader {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,200}");
    private static final Pattern TOPIC = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._-]{1,249}");
    private static final String TOPIC_NAME = "a topic's name: up to 249 letters, digits, '.', '_' and '-'";
    private static final String STORE = "store.";
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final SettingsReader reader;
    private final KafkaSettingsReader kafka;
    private final Map<String, String> store = new TreeMap<>();

    /**
     * What the program itself handed in.
     *
     * @param identity takes the place of the setting {@code identity}
     * @param store whether an open store was handed in, so that {@code store} must not be set
     */
    record Given(@Nullable MessageIdentity identity, boolean store) {
        static final Given NOTHING = new Given(null, false);
    }

    private SettingsLoader(Map<String, String> settings) {
        Map<String, String> own = new TreeMap<>();
        Map<String, String> clients = new TreeMap<>();
        List<String> twice = new java.util.ArrayList<>();
        settings.forEach((given, value) -> {
            String key = SettingsSource.bare(given);
            Map<String, String> part = KafkaSettingsReader.reads(key) ? clients : isStoreSetting(key) ? store : own;
            String earlier = part.put(key, value);
            if (earlier != null && !earlier.equals(value)) {
                twice.add("eos." + key + " is set twice, as eos." + key + " and as " + key + ", to different values");
            }
        });
        reader = new SettingsReader(SettingsSource.PREFIX, own);
        kafka = new KafkaSettingsReader(clients, reader::problem);
        twice.forEach(reader::problem);
    }

    /**
     * Reads settings.
     *
     * @param settings by key, with or without {@code eos.} in front
     * @throws InvalidConfigurationException if anything is wrong or unknown
     */
    static Settings load(Map<String, String> settings, Given given) {
        return new SettingsLoader(settings).read(given);
    }

    /** Whether a key is read by the store's provider, and not here. */
    private static boolean isStoreSetting(String key) {
        return key.startsWith(STORE) && key.length() > STORE.length() && !key.equals("store.prefix");
    }

    private Settings read(Given given) {
        Settings settings = new Settings(this, given);
        kafka.check(settings.commitInterval(), settings.drainTimeout());
        reader.knows("store.*");
        KafkaSettingsReader.PARTS.forEach(part -> reader.knows("kafka." + part + ".*"));
        reader.finish();
        return settings;
    }

    /** For what needs no more than a type and a range. */
    SettingsReader reader() {
        return reader;
    }

    /** The three texts are durations as a user would write them. */
    Duration duration(String key, String otherwise, String least, String most) {
        return reader.duration(key, parse(otherwise), parse(least), parse(most));
    }

    /** Empty where the default is not one constant. */
    <E extends Enum<E>> Optional<E> choiceIfSet(String key, E otherwise) {
        return reader.text(key).map(set -> reader.choice(key, otherwise));
    }

    /** The settings of one part, without prefix. */
    Map<String, String> kafka(String part) {
        return Map.copyOf(kafka.part(part));
    }

    private static Duration parse(String text) {
        return new SettingsReader("", Map.of("text", text)).duration("text", Duration.ZERO, Duration.ZERO, LONGEST);
    }

    String processor() {
        Optional<String> name = reader.text("processor");
        if (name.isEmpty()) {
            reader.problem("eos.processor is missing: the name that scopes all that is stored");
        } else if (!NAME.matcher(name.get()).matches()) {
            reader.problem(
                    "eos.processor was '" + name.get() + "' but must be 1 to 200 letters, digits, '.', '_' and '-'");
        }
        return name.orElse("?");
    }

    MessageIdentity identity(@Nullable MessageIdentity given) {
        Optional<String> text = reader.text("identity");
        if (given != null) {
            text.filter(set -> !set.equals(given.text()))
                    .ifPresent(set -> reader.problem("eos.identity was '" + set + "' but the program sets "
                            + given.text() + ": leave one of them out"));
            return given;
        }
        if (text.isEmpty()) {
            reader.problem(
                    "eos.identity is missing: what makes two deliveries the same message; " + MessageIdentity.ALLOWED);
            return MessageIdentity.coordinates();
        }
        try {
            return MessageIdentity.parse(text.get());
        } catch (InvalidConfigurationException e) {
            e.problems().forEach(problem -> reader.problem("eos.identity: " + problem));
            return MessageIdentity.coordinates();
        }
    }

    boolean keepResults(MessageIdentity identity) {
        boolean keep = reader.flag("keep-results", true);
        if (!keep && !identity.text().equals(MessageIdentity.coordinates().text())) {
            reader.problem(
                    "eos.keep-results was false but must be true with identity " + identity.text()
                            + ": without results a second message with an id could not be told; only coordinates never come twice");
        }
        return keep;
    }

    List<String> topics() {
        List<String> topics = reader.text("topics").stream()
                .flatMap(list -> Arrays.stream(list.split(",", -1)))
                .map(String::strip)
                .distinct()
                .toList();
        topics.stream()
                .filter(topic -> !TOPIC.matcher(topic).matches())
                .forEach(topic -> reader.problem(
                        "eos.topics had '" + topic + "' but must list, with commas between, " + TOPIC_NAME));
        return List.copyOf(topics);
    }

    Optional<String> topicPattern(List<String> topics) {
        Optional<String> pattern = reader.text("topic-pattern");
        if (pattern.isEmpty() == topics.isEmpty()) {
            reader.problem(
                    pattern.isEmpty()
                            ? "eos.topics is missing: the source topics, or eos.topic-pattern, a regular expression"
                            : "eos.topics and eos.topic-pattern exclude each other: leave one of them out");
        }
        return pattern.filter(regex -> compiles(regex));
    }

    private boolean compiles(String regex) {
        try {
            Pattern.compile(regex);
            return true;
        } catch (PatternSyntaxException e) {
            reader.problem("eos.topic-pattern was '" + regex + "' but must be a regular expression: "
                    + e.getDescription() + " at " + e.getIndex());
            return false;
        }
    }

    String deadLetterTopic(String processor, List<String> topics, Optional<String> pattern) {
        String topic = reader.text("dead-letter-topic", processor + ".dead-letters");
        if (!processor.equals("?") && !TOPIC.matcher(topic).matches()) {
            reader.problem("eos.dead-letter-topic was '" + topic + "' but must be " + TOPIC_NAME);
        }
        boolean loops = topics.contains(topic)
                || pattern.filter(regex -> Pattern.matches(regex, topic)).isPresent();
        if (loops) {
            reader.problem("eos.dead-letter-topic was '" + topic
                    + "', which is a source topic too: a dead letter would come back for ever");
        }
        return topic;
    }

    Optional<StoreConfig> store(boolean given) {
        Optional<String> address = reader.text("store");
        String prefix = Optional.ofNullable(reader.text("store.prefix", StoreConfig.DEFAULT_PREFIX))
                .orElseThrow();
        if (given) {
            if (address.isPresent() || !store.isEmpty()) {
                reader.problem("eos.store is set but the program hands in an open store: leave one of them out");
            }
            return Optional.empty();
        }
        if (address.isEmpty()) {
            reader.problem("eos.store is missing: the address of the result store, as in jdbc:h2:file:./eos");
            return Optional.empty();
        }
        Map<String, String> settings = new TreeMap<>();
        store.forEach((key, value) -> settings.put(key.substring(STORE.length()), value));
        try {
            return Optional.of(new StoreConfig(StoreAddress.parse(address.get()), settings, prefix));
        } catch (InvalidConfigurationException e) {
            e.problems().forEach(reader::problem);
            return Optional.empty();
        }
    }
}
