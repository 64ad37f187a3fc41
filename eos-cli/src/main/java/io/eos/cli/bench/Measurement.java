package io.eos.cli.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;

/**
 * What was measured of somebody: a line of JSON. The n-th values of those that were measured together are of the same run, so that
 * their ratio says more than they do. Immutable.
 *
 * @param benchmark what was measured
 * @param store the storage system, empty where there is none
 * @param who did it
 * @param settings what else was chosen, by name
 * @param unit of the values
 * @param values one for each run; at least one
 */
public record Measurement(
        String benchmark,
        String store,
        String who,
        SortedMap<String, String> settings,
        String unit,
        List<Double> values) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> FIELDS = List.of("benchmark", "store", "who", "unit", "values");

    /** A measurement, checked. */
    public Measurement {
        settings = new TreeMap<>(settings);
        values = List.copyOf(values);
        if (values.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured of " + who + " in " + benchmark);
        }
    }

    static Measurement of(
            String benchmark,
            String store,
            String who,
            Map<String, String> settings,
            String unit,
            List<Double> values) {
        return new Measurement(benchmark, store, who, new TreeMap<>(settings), unit, values);
    }

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Measurement parse(String line) {
        try {
            JsonNode read = JSON.readTree(line);
            SortedMap<String, String> settings = new TreeMap<>();
            read.properties().forEach(field -> {
                if (!FIELDS.contains(field.getKey())) {
                    settings.put(field.getKey(), field.getValue().asText());
                }
            });
            List<Double> values = new ArrayList<>();
            read.path("values").forEach(value -> values.add(value.asDouble()));
            return new Measurement(
                    read.path("benchmark").asText(),
                    read.path("store").asText(),
                    read.path("who").asText(),
                    settings,
                    read.path("unit").asText(),
                    values);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a measurement was '" + line + "' but must be JSON", e);
        }
    }

    String toLine() {
        ObjectNode line = JSON.createObjectNode();
        line.put("benchmark", benchmark).put("store", store).put("who", who);
        settings.forEach(line::put);
        line.put("unit", unit);
        ArrayNode all = line.putArray("values");
        values.forEach(all::add);
        return line.toString();
    }

    /** A setting, empty where it is missing. */
    String setting(String name) {
        return settings.getOrDefault(name, "");
    }

    /** The same with a setting and values of another one. */
    Measurement with(String name, String setting, List<Double> others) {
        SortedMap<String, String> all = new TreeMap<>(settings);
        all.put(name, setting);
        return new Measurement(benchmark, store, who, all, unit, others);
    }

    double median() {
        return quantile(0.5);
    }

    double quantile(double part) {
        return quantile(values, part);
    }

    /** The median of the ratios to what was measured in the same runs. */
    double ratioTo(Measurement other) {
        return quantile(with(other, (mine, its) -> mine / its), 0.5);
    }

    /** Each value with that of another one in the same run. */
    List<Double> with(Measurement other, DoubleBinaryOperator together) {
        return IntStream.range(0, Math.min(values.size(), other.values.size()))
                .mapToObj(run -> together.applyAsDouble(values.get(run), other.values.get(run)))
                .toList();
    }

    /** A quantile, between values in proportion. */
    static double quantile(List<Double> values, double part) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        double place = part * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
