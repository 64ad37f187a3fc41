package io.eos.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SourceTopicTest {
    @Test
    void idsAreDistinctAndInNoOrder() {
        List<String> ids = IntStream.range(0, 100_000).mapToObj(SourceTopic::id).toList();

        assertThat(ids.get(0)).as("those of earlier runs").isEqualTo("e220a8397b1dcdaf");
        assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.matches("[0-9a-f]{16}"));
        long rising = IntStream.range(1, ids.size())
                .filter(i -> ids.get(i).compareTo(ids.get(i - 1)) > 0)
                .count();
        assertThat(rising).as("half of them follow a lower one").isBetween(49_000L, 51_000L);
    }
}
