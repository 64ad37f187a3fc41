package io.eos.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.api.MessageId;
import io.eos.api.OutcomeUnknownException;
import io.eos.api.StoreUnavailableException;
import io.eos.servers.ForkedJvm;
import io.eos.spi.Checkpoint;
import io.eos.spi.Completion;
import io.eos.spi.RecordOutcome.Recorded;
import io.eos.spi.StoreConfig;
import io.eos.spi.TransactionalResultStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process that hosts an H2 file for others is killed: they go on with the file, and nothing that was acknowledged is lost. */
class KilledHostTest {
    @Test
    @SuppressWarnings("unchecked") // the provider opens nothing else
    void theOthersGoOnAndNothingAcknowledgedIsLost(@TempDir Path directory) throws IOException {
        String address = "jdbc:h2:file:" + directory.resolve("eos");
        Path acknowledged = directory.resolve("acknowledged");
        try (ForkedJvm host = ForkedJvm.of(SharedFileHost.class)
                .heap("128m")
                .args(address, "p", acknowledged.toString())
                .start()) {
            await(() -> lines(acknowledged).size() > 20 || !host.isAlive());
            assertThat(host.isAlive()).as(host.outputTail()).isTrue();
            try (TransactionalResultStore<Connection> store = (TransactionalResultStore<Connection>)
                    new JdbcResultStoreProvider().open(StoreConfig.of(address))) {
                Node node = Node.of(store, "p", 1);
                node.record("guest-before");
                int before = lines(acknowledged).size();
                await(() -> lines(acknowledged).size() > before + 20);
                host.kill();
                Completion completion = node.completion("guest-after");
                Checkpoint checkpoint = node.next();
                await(() -> recorded(node, completion, checkpoint));
                List<String> promised = lines(acknowledged);
                for (int from = 0; from < promised.size(); from += 500) {
                    List<String> some = promised.subList(from, Math.min(from + 500, promised.size()));
                    List<MessageId> ids = some.stream().map(MessageId::business).toList();
                    assertThat(store.find(node.tenure, ids)).doesNotContain(java.util.Optional.empty());
                }
                assertThat(node.find("guest-before")).isPresent();
                assertThat(node.find("guest-after")).isPresent();
            }
        }
    }

    private static boolean recorded(Node node, Completion completion, Checkpoint checkpoint) {
        try {
            return node.store
                    .record(node.tenure, List.of(completion), checkpoint)
                    .equals(List.of(new Recorded(completion.id())));
        } catch (StoreUnavailableException | OutcomeUnknownException e) {
            return false;
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void await(java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await().atMost(Duration.ofSeconds(90)).until(condition);
    }
}
