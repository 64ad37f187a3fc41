package io.eos.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.FencedException;
import io.eos.api.NodeId;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.spi.Checkpoint;
import io.eos.spi.ProcessorSpec;
import io.eos.spi.ResultStore;
import io.eos.spi.Tenure;
import io.eos.spi.TransactionalResultStore;
import io.eos.testkit.InMemoryEffects;
import io.eos.testkit.InMemoryResultStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MeteredStoreTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final EosMetrics metrics = new EosMetrics(registry, "p", new NodeId("n1"));
    private final TransactionalResultStore<InMemoryEffects> store =
            MeteredStore.transactional(new InMemoryResultStore(), metrics);

    private long calls(String operation, String outcome) {
        return registry.get("eos.store.calls")
                .tags("operation", operation, "outcome", outcome)
                .timer()
                .count();
    }

    private Tenure acquire() {
        store.register(ProcessorSpec.of("p", Scope.SHARD, Map.of()));
        return store.acquire(new Shard("p", new UUID(1, 2), 0), Scope.SHARD, new NodeId("n"))
                .tenure();
    }

    @Test
    void aTransactionalStoreStaysOne() {
        ResultStore decorated = MeteredStore.of(new InMemoryResultStore(), metrics);
        assertThat(decorated).isInstanceOf(TransactionalResultStore.class);
        assertThat(((TransactionalResultStore<?>) decorated).resourceType()).isEqualTo(InMemoryEffects.class);
    }

    @Test
    void aPlainStoreDoesNotBecomeOne() {
        ResultStore plain = proxy(ResultStore.class, (self, method, args) -> null);
        assertThat(MeteredStore.of(plain, metrics)).isNotInstanceOf(TransactionalResultStore.class);
    }

    @Test
    void callsAreTimedByOperationAndOutcome() {
        Tenure old = acquire();
        Tenure tenure = acquire();
        Checkpoint first = new Checkpoint(1, Checkpoint.NONE, 5, -1, List.of());
        store.record(tenure, List.of(), first);
        assertThatThrownBy(() -> store.record(old, List.of(), first)).isInstanceOf(FencedException.class);
        store.transact(
                tenure,
                effects -> new TransactionalResultStore.Commit(List.of(), new Checkpoint(2, 5, 6, -1, List.of())));
        assertThatThrownBy(() -> store.transact(tenure, effects -> {
                    throw new IllegalStateException("handler");
                }))
                .isInstanceOf(TransactionalResultStore.WorkFailedException.class);

        assertThat(calls("acquire", "ok")).isEqualTo(2);
        assertThat(calls("record", "ok")).isEqualTo(1);
        assertThat(calls("record", "fenced")).isEqualTo(1);
        assertThat(calls("transact", "ok")).isEqualTo(1);
        assertThat(calls("transact", "work-failed")).isEqualTo(1);
        assertThat(store.acquire(old.shard(), Scope.SHARD, new NodeId("n"))
                        .last()
                        .watermark())
                .isEqualTo(6);
    }

    /** A default method that is added to the SPI later would silently not reach the store behind. */
    @Test
    void everyMethodOfTheSpiReachesTheStoreBehind() throws Exception {
        Set<String> reached = new HashSet<>();
        @SuppressWarnings("unchecked")
        TransactionalResultStore<Object> recording = proxy(TransactionalResultStore.class, (self, method, args) -> {
            reached.add(method.getName());
            return method.getReturnType() == long.class ? (Object) 0L : null;
        });
        ResultStore decorated = MeteredStore.of(recording, metrics);
        for (Method method : TransactionalResultStore.class.getMethods()) {
            Object[] none = Arrays.stream(method.getParameterTypes())
                    .map(type -> type == long.class ? (Object) 0L : null)
                    .toArray();
            method.invoke(decorated, none);
            assertThat(reached).contains(method.getName());
        }
        assertThat(reached).hasSizeGreaterThan(12);
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
