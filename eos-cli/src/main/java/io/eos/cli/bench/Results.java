package io.eos.cli.bench;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was measured, in a directory: a file of lines of JSON, the environment first, then one line a measurement. Each is there as soon as it
 * was made. Not thread-safe.
 */
public final class Results {
    /** The name of the file. */
    static final String FILE = "measurements.jsonl";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ENVIRONMENT = "{\"environment\":";

    private final Path directory;

    private Results(Path directory) {
        this.directory = directory;
    }

    /** Begins anew in a directory, which is made. */
    static Results begin(Path directory, Map<String, String> environment) throws IOException {
        Files.createDirectories(directory);
        Results results = new Results(directory);
        Files.writeString(results.file(), ENVIRONMENT + JSON.writeValueAsString(environment) + "}\n");
        return results;
    }

    /**
     * Those of an earlier run.
     *
     * @throws IOException if there are none
     */
    public static Results of(Path directory) throws IOException {
        Results results = new Results(directory);
        if (!Files.isRegularFile(results.file())) {
            throw new IOException("there is no " + FILE + " in " + directory);
        }
        return results;
    }

    /** Where the lines are. */
    Path file() {
        return directory.resolve(FILE);
    }

    void add(Measurement measurement) throws IOException {
        Files.writeString(file(), measurement.toLine() + "\n", StandardOpenOption.APPEND);
    }

    Map<String, String> environment() throws IOException {
        Map<String, String> all = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file())) {
            if (line.startsWith(ENVIRONMENT)) {
                all.putAll(JSON.readValue(
                        line.substring(ENVIRONMENT.length(), line.length() - 1),
                        new TypeReference<Map<String, String>>() {}));
            }
        }
        return all;
    }

    List<Measurement> measurements() throws IOException {
        List<Measurement> all = new ArrayList<>();
        for (String line : Files.readAllLines(file())) {
            if (!line.isBlank() && !line.startsWith(ENVIRONMENT)) {
                all.add(Measurement.parse(line));
            }
        }
        return all;
    }

    /** The aims with what was measured of them, as lines of a Markdown table. */
    public List<String> aims() throws IOException {
        List<Measurement> all = measurements();
        List<String> lines = new ArrayList<>(List.of("| what | aim | measured |", "| --- | --- | --- |"));
        Aim.ALL.forEach(aim -> lines.add("| " + aim.what() + " | " + aim.text() + " | " + aim.result(all) + " |"));
        return lines;
    }

    /** Makes the page anew, and tells where it is. */
    public Path writeReport() throws IOException {
        Path page = directory.resolve("report.html");
        Files.writeString(page, new ReportPage(environment(), measurements()).html());
        return page;
    }
}
