package io.eos.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.OutcomeUnknownException;
import io.eos.api.StoreUnavailableException;
import io.eos.spi.Checkpoint;
import io.eos.spi.Completion;
import io.eos.spi.RecordOutcome.Recorded;
import io.eos.spi.TransactionalResultStore;
import io.eos.spi.TransactionalResultStore.Commit;
import io.eos.spi.TransactionalResultStore.TransactionOutcome;
import io.eos.spi.TransactionalResultStore.TransactionOutcome.Committed;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections that break before, during and after a commit: what the caller is told, and that repeating the write settles it. */
class LostAnswerTest {
    /** When the connection breaks. */
    enum Break {
        NEVER,
        BEFORE_COMMIT,
        DURING_COMMIT,
        AFTER_COMMIT
    }

    private final AtomicReference<Break> next = new AtomicReference<>(Break.NEVER);
    private final Ledger ledger = TestDatabases.H2.ledger();
    private final String name = Node.newProcessor();

    @ParameterizedTest
    @EnumSource(names = {"DURING_COMMIT", "AFTER_COMMIT"})
    void aRecordWhoseCommitIsUnansweredIsUnknownAndRepeatable(Break when) {
        try (TransactionalResultStore<Connection> store = open()) {
            Node node = Node.of(store, name, 0);
            Completion completion = node.completion("a");
            Checkpoint checkpoint = node.next();
            next.set(when);
            assertThatThrownBy(() -> store.record(node.tenure, List.of(completion), checkpoint))
                    .isInstanceOf(OutcomeUnknownException.class);
            assertThat(node.find("a").isPresent()).isEqualTo(when == Break.AFTER_COMMIT);
            assertThat(store.record(node.tenure, List.of(completion), checkpoint))
                    .containsExactly(new Recorded(completion.id()));
            assertThat(node.find("a")).contains(completion.result());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"DURING_COMMIT", "AFTER_COMMIT"})
    void aTransactionWhoseCommitIsUnansweredIsUnknownAndRepeatable(Break when) {
        try (TransactionalResultStore<Connection> store = open()) {
            Node node = Node.of(store, name, 0);
            Completion completion = node.completion("a");
            Checkpoint checkpoint = node.next();
            next.set(when);
            assertThatThrownBy(() -> transact(store, node, completion, checkpoint))
                    .isInstanceOf(OutcomeUnknownException.class);
            assertThat(transact(store, node, completion, checkpoint)).isEqualTo(new Committed());
        }
        assertThat(ledger.lines(name)).containsExactly("line");
    }

    @Test
    void whatBreaksBeforeTheCommitDidNotHappen() {
        try (TransactionalResultStore<Connection> store = open()) {
            Node node = Node.of(store, name, 0);
            Completion completion = node.completion("a");
            Checkpoint checkpoint = node.next();
            next.set(Break.BEFORE_COMMIT);
            assertThatThrownBy(() -> store.record(node.tenure, List.of(completion), checkpoint))
                    .isInstanceOf(StoreUnavailableException.class);
            next.set(Break.BEFORE_COMMIT);
            assertThatThrownBy(() -> transact(store, node, completion, checkpoint))
                    .isInstanceOf(StoreUnavailableException.class);
            assertThat(node.find("a")).isEmpty();
        }
        assertThat(ledger.lines(name)).isEmpty();
    }

    private TransactionOutcome transact(
            TransactionalResultStore<Connection> store, Node node, Completion completion, Checkpoint checkpoint) {
        return store.transact(node.tenure, connection -> {
            ledger.append(connection, name, "line");
            return new Commit(List.of(completion), checkpoint);
        });
    }

    private TransactionalResultStore<Connection> open() {
        DataSource source = (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (self, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("getConnection");
                    return breakable(ledger.connect());
                });
        return JdbcStores.on(source).open();
    }

    private Connection breakable(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (self, method, arguments) -> {
                    boolean commit = method.getName().equals("commit");
                    boolean last = method.getName().equals("prepareStatement")
                            && String.valueOf(arguments[0]).startsWith("UPDATE");
                    if (last && next.compareAndSet(Break.BEFORE_COMMIT, Break.NEVER)) {
                        throw broken();
                    }
                    if (commit && next.compareAndSet(Break.DURING_COMMIT, Break.NEVER)) {
                        connection.rollback();
                        throw broken();
                    }
                    try {
                        Object answer = method.invoke(connection, arguments);
                        if (commit && next.compareAndSet(Break.AFTER_COMMIT, Break.NEVER)) {
                            throw broken();
                        }
                        return answer;
                    } catch (InvocationTargetException e) {
                        Throwable cause = e.getCause();
                        throw cause == null ? e : cause;
                    }
                });
    }

    private static SQLException broken() {
        return new SQLRecoverableException("made up: the connection broke", "08006");
    }
}
