package io.eos.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.api.MessageId;
import io.eos.api.NodeId;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.spi.ClaimOutcome;
import io.eos.spi.ProcessorSpec;
import io.eos.spi.ResultStore;
import io.eos.spi.StoreTraits.Fencing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What the groups of the contract share. Each group runs in both scopes; each test has a processor of its own. */
@ParameterizedClass(name = "{0}")
@EnumSource(Scope.class)
@ExtendWith(ContractExtension.class)
abstract class ContractTest {
    /** A lease that does not run out during a test. */
    static final Duration LONG = Duration.ofHours(1);

    @Parameter
    Scope scope = Scope.SHARD;

    private final List<ResultStore> opened = new ArrayList<>();
    private final UUID topic = new UUID(UUID.randomUUID().getMostSignificantBits() & Long.MAX_VALUE, 0);
    final String processor = "contract-" + UUID.randomUUID();

    StoreFixture fixture;
    ResultStore store;

    abstract StoreFixture newFixture();

    @BeforeEach
    void openStore() {
        fixture = newFixture();
        store = open();
        boolean inShard = scope == Scope.SHARD;
        Fencing fencing = store.traits().fencing().get(scope);
        supported(inShard ? Feature.SHARD_SCOPE : Feature.PROCESSOR_SCOPE, fencing != null);
        store.register(ProcessorSpec.of(processor, scope, Map.of()));
    }

    @AfterEach
    void closeStores() {
        opened.forEach(ResultStore::close);
        fixture.close();
    }

    ResultStore open() {
        ResultStore another = fixture.open();
        opened.add(another);
        return another;
    }

    /** Goes on if the store has the feature, skips if the fixture lists that it has not, and fails where the two disagree. */
    void supported(Feature feature, boolean declared) {
        String reason = fixture.gaps().get(feature);
        assertThat(reason == null)
                .as("%s is declared by the traits as %s, and listed by the fixture as: %s", feature, declared, reason)
                .isEqualTo(declared);
        if (reason != null) {
            throw new ListedGap(feature, reason);
        }
    }

    /** Goes on if the fixture lists no gap. */
    void needs(Feature feature) {
        String reason = fixture.gaps().get(feature);
        if (reason != null) {
            throw new ListedGap(feature, reason);
        }
    }

    void needsAtomicFencing() {
        boolean inShard = scope == Scope.SHARD;
        supported(
                inShard ? Feature.ATOMIC_FENCING_IN_SHARD_SCOPE : Feature.ATOMIC_FENCING_IN_PROCESSOR_SCOPE,
                store.traits().fencing().get(scope) == Fencing.ATOMIC);
    }

    Shard shard(int partition) {
        return new Shard(processor, topic, partition);
    }

    /** A new node that acquires a partition. */
    Owner own(int partition) {
        return own(store, partition);
    }

    Owner own(ResultStore through, int partition) {
        return own(through, shard(partition), scope);
    }

    static Owner own(ResultStore through, Shard shard, Scope scope) {
        NodeId node = NodeId.random("node");
        return new Owner(through, through.acquire(shard, scope, node));
    }

    /** Who else may ask for the same ids: in {@code PROCESSOR} scope the owner of another partition, else the owner itself once more. */
    Owner rivalOf(Owner owner) {
        return scope == Scope.PROCESSOR ? own(owner.shard().partition() + 1) : owner;
    }

    static MessageId id(String text) {
        return MessageId.business(text);
    }

    static List<MessageId> ids(int count) {
        return IntStream.range(0, count).mapToObj(i -> id("id-" + i)).toList();
    }

    /** Lets all leases of {@link StoreFixture#shortLease()} run out that were given before: a later one of the same length is seen to have. */
    void letShortLeasesRunOut(Owner owner) {
        MessageId probe = id("probe-" + UUID.randomUUID());
        Duration lease = fixture.shortLease();
        assertThat(owner.claim(probe, lease)).isInstanceOf(ClaimOutcome.Granted.class);
        fixture.time().ifPresent(time -> time.advance(lease));
        eventually(() -> assertThat(owner.claim(probe, lease)).isInstanceOf(ClaimOutcome.Granted.class));
    }

    static void eventually(org.awaitility.core.ThrowingRunnable assertion) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(25))
                .untilAsserted(assertion);
    }
}
