package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.api.Guarantee;
import io.eos.api.NodeId;
import io.eos.core.EosMetrics.CallOutcome;
import io.eos.core.EosMetrics.StoreCall;
import io.eos.testkit.InMemoryResultStore;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code docs/metrics.md} lists the meters that there are, with their tags. */
class MetricsDocTest {
    /** Tags whose values are names. */
    private static final Set<String> NAMES = Set.of("node", "store");

    private static final Pattern CODE = Pattern.compile("`([^`]+)`(:?)");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MarkdownTable table = MarkdownTable.read("metrics.md", "| meter");

    MetricsDocTest() throws IOException {}

    @BeforeEach
    void registerAll() {
        EosMetrics metrics = new EosMetrics(registry, "p", new NodeId("n1"));
        metrics.guarantee(new InMemoryResultStore().traits());
        for (StoreCall call : StoreCall.values()) {
            for (CallOutcome outcome : CallOutcome.values()) {
                metrics.storeCall(call, outcome, Duration.ofMillis(1));
            }
        }
    }

    /** Values by tag, as {@code `outcome`: `ok`, `error`; `node`} lists them. */
    private static Map<String, Set<String>> documented(String cell) {
        Map<String, Set<String>> tags = new TreeMap<>();
        String[] current = {""};
        CODE.matcher(cell).results().forEach(found -> {
            String text = found.group(1);
            if (!found.group(2).isEmpty() || NAMES.contains(text)) {
                current[0] = text;
                tags.put(text, new TreeSet<>());
            } else {
                tags.computeIfAbsent(current[0], none -> new TreeSet<>()).add(text);
            }
        });
        return tags;
    }

    private Map<String, Map<String, Set<String>>> registered() {
        Map<String, Map<String, Set<String>>> meters = new TreeMap<>();
        for (Meter meter : registry.getMeters()) {
            Map<String, Set<String>> tags = meters.computeIfAbsent(meter.getId().getName(), name -> new TreeMap<>());
            assertThat(meter.getId().getTag("processor")).isEqualTo("p");
            for (Tag tag : meter.getId().getTags()) {
                if (!tag.getKey().equals("processor")) {
                    Set<String> values = tags.computeIfAbsent(tag.getKey(), key -> new TreeSet<>());
                    if (!NAMES.contains(tag.getKey())) {
                        values.add(tag.getValue());
                    }
                }
            }
        }
        // One store has one guarantee: the others are known from the enum.
        Arrays.stream(Guarantee.values())
                .forEach(guarantee -> meters.getOrDefault("eos.guarantee", Map.of())
                        .getOrDefault("guarantee", new TreeSet<>())
                        .add(guarantee.name().toLowerCase(Locale.ROOT).replace('_', '-')));
        return meters;
    }

    @Test
    void everyMeterIsThereWithItsTagsAndNoOther() {
        Map<String, Map<String, Set<String>>> documented = new TreeMap<>();
        table.rows().forEach((name, cells) -> documented.put(name, documented(cells.get(2))));
        assertThat(documented).isEqualTo(registered());
    }

    @Test
    void theTypesAreRight() {
        registry.getMeters()
                .forEach(meter -> assertThat(table.cell(meter.getId().getName(), 1))
                        .as(meter.getId().getName())
                        .isEqualTo(meter.getId().getType().name().toLowerCase(Locale.ROOT)));
    }
}
