package io.eos.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A store can be measured while it grows: what it measures here means nothing, but what an id takes is what its result takes at the least. */
class StoredIdsTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"h2", "postgresql", "mariadb", "redis", "zookeeper", "cassandra"})
    void allSizesAreMeasured(String store) throws Exception {
        Path file = directory.resolve("lines");
        boolean tellsBytes = !List.of("zookeeper", "cassandra").contains(store);
        // Where tables are files, these grow by megabytes.
        String sizes = tellsBytes ? "500,40000" : "100,300";

        GrowingStore.main(new String[] {store, "PROCESSOR", Started.address(store), sizes, "1", file.toString()});

        List<String> seen = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            JsonNode read = new ObjectMapper().readTree(line);
            seen.add(read.get("ids").asText() + " " + read.get("what").asText());
            assertThat(read.get("store").asText()).isEqualTo(store);
            double value = read.get("values").get(0).asDouble();
            if (!read.get("what").asText().equals("bytes")) {
                assertThat(value).isPositive();
            } else if (read.get("ids").asInt() == 40_000) {
                assertThat(value).isBetween(Messages.storedSize() * 1.0, 2_000.0);
            }
        }
        assertThat(seen).hasSize(tellsBytes ? 8 : 6).doesNotHaveDuplicates();
    }
}
