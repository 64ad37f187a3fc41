package io.eos.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.eos.api.InvalidConfigurationException;
import io.eos.api.StoreAddress;
import io.eos.spi.StoreConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * Holds the table in which a store's settings are documented to the code that reads them with a {@link io.eos.spi.SettingsReader}. A test extends this
 * class, and says where the table is.
 *
 * <p>The table is the first one below its heading, in Markdown, with the columns key (with {@code eos.store.} in front), default, what is allowed, what it
 * sets, and the environment's variable. Not covered: whether a setting does what is said of it.
 */
public abstract class SettingsTableContract {
    /** For subclasses. */
    protected SettingsTableContract() {}

    /**
     * A documented store.
     *
     * @param document the Markdown file, from the module's directory
     * @param heading the whole line above the table
     * @param address one that the store accepts
     * @param reading reads all settings, and throws {@link InvalidConfigurationException} for wrong ones
     * @param defaults as they are written, by key without prefix; each of a setting that not every text is good for
     */
    public record Documented(
            Path document,
            String heading,
            String address,
            Consumer<StoreConfig> reading,
            Map<String, String> defaults) {}

    /** {@return what is documented, and where} */
    protected abstract Documented documented();

    /**
     * {@return the cells of each row, by key without prefix; the default is the third}
     *
     * @throws IOException if the document cannot be read
     */
    protected final Map<String, List<String>> rows() throws IOException {
        String text = Files.readString(documented().document());
        Map<String, List<String>> rows = new TreeMap<>();
        text.substring(text.indexOf("\n" + documented().heading()))
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

    private String problem(String key) {
        var config = new StoreConfig(StoreAddress.parse(documented().address()), Map.of(key, "?"), "eos_");
        return catchThrowableOfType(
                        InvalidConfigurationException.class,
                        () -> documented().reading().accept(config))
                .problems()
                .get(0);
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
        assertThat(documented().defaults()).isNotEmpty();
        documented().defaults().forEach((key, standard) -> {
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
