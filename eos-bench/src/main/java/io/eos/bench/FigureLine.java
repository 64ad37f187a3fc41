package io.eos.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was measured of somebody, as the line of JSON that {@code ./eos bench} reads. Immutable.
 *
 * @param benchmark what was measured
 * @param store the storage system
 * @param who did it
 * @param settings what else was chosen
 * @param unit of the values
 * @param values one for each turn
 */
record FigureLine(
        String benchmark, String store, String who, Map<String, Object> settings, String unit, List<Double> values) {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public String toString() {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("benchmark", benchmark);
        line.put("store", store);
        line.put("who", who);
        line.putAll(settings);
        line.put("unit", unit);
        line.put("values", values);
        try {
            return JSON.writeValueAsString(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a line of " + benchmark + " cannot be written", e);
        }
    }
}
