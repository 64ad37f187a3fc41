package io.eos.store.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.eos.api.InvalidConfigurationException;
import io.eos.api.StoreAddress;
import io.eos.spi.SettingsReader;
import io.eos.spi.StoreConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The store's table in {@code docs/settings.md} says what {@link CassandraStoreConfig} reads. */
class CassandraSettingsDocTest {
    private static final String ADDRESS = "cassandra://h/eos?dc=dc1";
    private static final CassandraStoreConfig STANDARD = CassandraStoreConfig.read(StoreConfig.of(ADDRESS));

    private static final Map<String, String> DEFAULTS = Map.of(
            "create-schema", String.valueOf(STANDARD.createSchema()),
            "retention", SettingsReader.show(STANDARD.retention()),
            "serial-consistency", SettingsReader.hyphenated(STANDARD.serial()),
            "max-in-flight", String.valueOf(STANDARD.maxInFlight()),
            "connection-timeout", SettingsReader.show(STANDARD.connectionTimeout()),
            "request-timeout", SettingsReader.show(STANDARD.requestTimeout()));

    private static String problem(String key) {
        var config = new StoreConfig(StoreAddress.parse(ADDRESS), Map.of(key, "?"), "eos_");
        return catchThrowableOfType(InvalidConfigurationException.class, () -> CassandraStoreConfig.read(config))
                .problems()
                .get(0);
    }

    private static Map<String, List<String>> rows() throws IOException {
        String text = Files.readString(Path.of("..", "docs", "settings.md"));
        Map<String, List<String>> rows = new TreeMap<>();
        text.substring(text.indexOf("\n## The Cassandra store"))
                .lines()
                .dropWhile(line -> !line.startsWith("|"))
                .takeWhile(line -> line.startsWith("|"))
                .skip(2)
                .map(line -> Arrays.stream(line.replace("`", "").split("\\|", -1))
                        .map(String::strip)
                        .toList())
                .forEach(cells -> rows.put(cells.get(1).replace("eos.store.", ""), cells));
        return rows;
    }

    @Test
    void everySettingIsThereAndNoOther() throws IOException {
        String problem = problem("nonsense");
        assertThat(rows().keySet())
                .containsExactlyInAnyOrder(problem.substring(problem.indexOf("known are: ") + "known are: ".length())
                        .replace("store.", "")
                        .split(", "));
    }

    @Test
    void defaultsAndWhatIsAllowedAreTheCodes() throws IOException {
        Map<String, List<String>> rows = rows();
        DEFAULTS.forEach((key, standard) -> {
            List<String> cells = rows.getOrDefault(key, List.of());
            assertThat(cells.get(2) + " ").as(key).startsWith(standard + " ");
            assertThat(problem(key)
                            .replace("a duration from ", "")
                            .replace("a whole number from ", "")
                            .replace("one of ", ""))
                    .contains("but must be " + cells.get(3));
        });
    }

    @Test
    void variablesAreNamedAsAnywhere() throws IOException {
        rows().forEach((key, cells) -> assertThat(cells.get(5))
                .isEqualTo("EOS_STORE_" + key.toUpperCase(Locale.ROOT).replace('-', '_')));
    }
}
