package io.eos.cli.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was measured of somebody: a line of JSON. The n-th values of those that were measured together were taken one after the other, so that
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
        return quantile(values.stream().mapToDouble(Double::doubleValue).toArray(), part);
    }

    /** The median of the ratios of what was measured one after the other. */
    double ratioTo(Measurement other) {
        double[] ratios = new double[Math.min(values.size(), other.values.size())];
        Arrays.setAll(ratios, i -> values.get(i) / other.values.get(i));
        return quantile(ratios, 0.5);
    }

    private static double quantile(double[] values, double part) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double place = part * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
