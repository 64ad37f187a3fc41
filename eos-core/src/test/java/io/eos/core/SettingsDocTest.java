package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.eos.api.InvalidConfigurationException;
import io.eos.api.NodeId;
import io.eos.spi.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/settings.md} and the accessors' Javadoc say what the loader does. */
class SettingsDocTest {
    private static final Map<String, String> LEAST = Map.of(
            "processor", "p",
            "topics", "t",
            "store", "jdbc:h2:mem:x",
            "identity", "header:id",
            "kafka.common.bootstrap.servers", "localhost:9092");

    /** Those whose default, or what is allowed, is told in words. */
    private static final Set<String> DEFAULT_IN_WORDS = Set.of(
            "processor",
            "group-id",
            "topics",
            "topic-pattern",
            "identity",
            "dead-letter-topic",
            "on-lost-history",
            "workers",
            "store");

    private static final Set<String> ALLOWED_IN_WORDS = Set.of(
            "processor",
            "group-id",
            "topics",
            "topic-pattern",
            "identity",
            "dead-letter-topic",
            "store",
            "store.prefix");

    private final MarkdownTable table = MarkdownTable.read("settings.md", "## The processor");

    SettingsDocTest() throws IOException {}

    private static List<String> problems(String key, String value) {
        Map<String, String> settings = new HashMap<>(LEAST);
        settings.put(key, value);
        return catchThrowableOfType(InvalidConfigurationException.class, () -> Settings.of(settings))
                .problems();
    }

    private static List<String> keys() {
        String problem = problems("nonsense", "1").get(0);
        return Arrays.stream(problem.substring(problem.indexOf("known are: ") + "known are: ".length())
                        .split(", "))
                .map(SettingsSource::bare)
                .filter(key -> !key.endsWith("*"))
                .toList();
    }

    private static String accessor(String key) {
        return Pattern.compile("-(.)")
                .matcher(key)
                .replaceAll(letter -> letter.group(1).toUpperCase(java.util.Locale.ROOT));
    }

    private static String standard(String key) throws ReflectiveOperationException {
        Settings settings = Settings.of(LEAST);
        if (key.equals("store.prefix")) {
            return settings.store().orElseThrow().prefix();
        }
        Object value = Settings.class.getMethod(accessor(key)).invoke(settings);
        if (value instanceof Duration duration) {
            return SettingsReader.show(duration);
        }
        return value instanceof Enum<?> constant ? SettingsReader.hyphenated(constant) : String.valueOf(value);
    }

    /** What is allowed, as the message about a value says that is not. */
    private static String allowed(String key) {
        String problem = problems(key, "?").get(0);
        return problem.substring(problem.indexOf(" but must be ") + " but must be ".length())
                .replaceFirst("^(a duration from|a whole number from|one of) ", "")
                .replaceFirst(", as in .*", "");
    }

    @Test
    void everySettingIsThereAndNoOther() {
        assertThat(table.rows().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        keys().stream().map(key -> "eos." + key).toList());
    }

    @Test
    void theDefaultsAreTheCodes() throws ReflectiveOperationException {
        for (String key : keys()) {
            if (!DEFAULT_IN_WORDS.contains(key)) {
                assertThat(MarkdownTable.code(table.cell("eos." + key, 1)))
                        .as(key)
                        .contains(standard(key));
            }
        }
    }

    @Test
    void whatIsAllowedIsWhatTheCodeAllows() {
        for (String key : keys()) {
            if (!ALLOWED_IN_WORDS.contains(key)) {
                assertThat(MarkdownTable.plain(table.cell("eos." + key, 2)))
                        .as(key)
                        .isEqualTo(allowed(key));
            }
        }
    }

    @Test
    void theVariablesAreRead() {
        for (String key : keys()) {
            String variable = MarkdownTable.code(table.cell("eos." + key, 4)).orElseThrow();
            assertThat(Settings.readEnvironment(Map.of(variable, "v")))
                    .as(variable)
                    .containsExactly(Map.entry(key, "v"));
        }
    }

    @Test
    void theAccessorsJavadocSaysTheSame() throws IOException, ReflectiveOperationException {
        String source = Files.readString(Path.of("src/main/java/io/eos/core/Settings.java"));
        for (String key : keys()) {
            if (key.equals("store.prefix")) {
                continue;
            }
            int at = source.indexOf(" " + accessor(key) + "() {");
            String javadoc = source.substring(source.lastIndexOf("/**", at), at)
                    .replaceAll("\\s*\n\\s*\\* ?", " ")
                    .replaceAll("\\{@code ([^}]*)}", "$1")
                    .replace(" or ", ", ");
            if (!DEFAULT_IN_WORDS.contains(key)) {
                assertThat(javadoc).as(key).contains("(default " + standard(key));
            }
            if (!ALLOWED_IN_WORDS.contains(key)) {
                assertThat(javadoc).as(key).contains("; " + allowed(key).replace(" or ", ", ") + ")");
            }
        }
    }

    @Test
    void theClientsDefaultsAreThoseThatTheyAreGiven() throws IOException {
        Settings settings = Settings.of(LEAST);
        NodeId node = new NodeId("n");
        Map<String, Map<String, Object>> clients = Map.of(
                "consumer", KafkaConfigs.consumer(settings, node),
                "producer", KafkaConfigs.producer(settings, node),
                "admin", KafkaConfigs.admin(settings, node));
        String text = Files.readString(Path.of("..", "docs", "settings.md"));
        Set<String> shown = new TreeSet<>();
        Pattern.compile("\n\\| (consumer|producer|admin) \\| `([^`]+)` \\| `([^`]+)` \\|(?=\n)")
                .matcher(text)
                .results()
                .forEach(row -> {
                    Object given = Optional.ofNullable(clients.get(row.group(1)))
                            .orElseThrow()
                            .get(row.group(2));
                    assertThat(String.valueOf(given)).as(row.group()).isEqualTo(row.group(3));
                    shown.add(row.group(1) + "." + row.group(2));
                });
        Set<String> given = new TreeSet<>();
        clients.forEach((client, config) -> config.keySet().forEach(key -> given.add(client + "." + key)));
        given.removeIf(key -> KafkaSettingsReader.OWNED.containsKey(key.substring(key.indexOf('.') + 1))
                || key.endsWith(".bootstrap.servers")
                || key.endsWith(".client.id")
                || key.endsWith(".group.protocol") // Kafka's own default
                || key.endsWith(".acks")); // checked, and only named
        assertThat(shown).isEqualTo(given);
    }

    @Test
    void whatEosOwnsIsListed() throws IOException {
        String text = Files.readString(Path.of("..", "docs", "settings.md"));
        int from = text.indexOf("These are owned by eos");
        String list = text.substring(from, text.indexOf("\n\n", from));
        assertThat(Pattern.compile("`([^`]+)`")
                        .matcher(list)
                        .results()
                        .map(found -> found.group(1))
                        .collect(Collectors.toSet()))
                .isEqualTo(KafkaSettingsReader.OWNED.keySet());
    }
}
