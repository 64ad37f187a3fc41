package io.eos.cli.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who is measured in turn with others. Immutable.
 *
 * @param benchmark what is measured
 * @param who as reports name it
 * @param main the class that does it
 * @param peer whether that class is one of the peers'
 * @param store where ids or results are kept, if anywhere
 * @param kind of handler
 * @param settings what else the report says
 */
record Contestant(
        String benchmark,
        String who,
        String main,
        boolean peer,
        @Nullable StoreServer store,
        BenchPlan.Kind kind,
        Map<String, String> settings) {
    /** How often a handler is called, where it is not once for each message. */
    static final String CALLS = "calls";

    static final String TOGETHER = "together";

    private static final List<String> CAMEL_STORES = List.of("h2", "postgresql", "mariadb", "redis");
    private static final String PEERS = "io.eos.peers.";

    /** The yardstick of copies. */
    static Contestant bare() {
        return new Contestant("copy", "bare", BareCopyMain.class.getName(), false, null, transform(), Map.of());
    }

    /** Those who copy a topic; by coordinates on the first store alone, since they need no look-up. */
    static List<Contestant> ofCopy(BenchPlan plan, List<StoreServer> stores) {
        List<Contestant> all = new ArrayList<>();
        for (String identity : plan.identities()) {
            boolean byCoordinates = identity.equals("coordinates");
            for (StoreServer store : byCoordinates ? stores.subList(0, 1) : stores) {
                all.add(eos("copy", store, plan, BenchPlan.Kind.TRANSFORM, Map.of("identity", identity)));
            }
        }
        all.add(0, bare());
        if (plan.peers()) {
            all.add(peer("kafka-streams", "KafkaStreamsCopyMain", null));
            all.add(peer("spring-kafka", "SpringKafkaCopyMain", null));
            all.add(peer("camel, in memory", "CamelCopyMain", null));
            stores.stream()
                    .filter(store -> CAMEL_STORES.contains(store.name()))
                    .forEach(store -> all.add(peer("camel", "CamelCopyMain", store)));
        }
        return all;
    }

    /** Those who handle messages without effects. */
    static List<Contestant> ofHandle(BenchPlan plan, List<StoreServer> stores) {
        return stores.stream()
                .map(store -> eos("handle", store, plan, BenchPlan.Kind.HANDLE, Map.of("identity", identity(plan))))
                .toList();
    }

    /** Those who have effects in the store's transactions, where it has any; beside a bare client, where that makes rows. */
    static List<Contestant> ofTransact(BenchPlan plan, List<StoreServer> stores) {
        List<Contestant> all = new ArrayList<>();
        for (StoreServer store : stores.stream().filter(StoreServer::transacts).toList()) {
            if (store.isSql()) {
                all.add(new Contestant(
                        "transact", "bare", BareInsertMain.class.getName(), false, store, transform(), Map.of()));
            }
            for (String identity : plan.identities()) {
                Contestant oneByOne =
                        eos("transact", store, plan, BenchPlan.Kind.TRANSACT, Map.of("identity", identity));
                all.add(oneByOne);
                if (store.isSql()) {
                    all.add(oneByOne.together());
                }
            }
        }
        return all;
    }

    /** The same, whose handler is called once for all messages of a transaction. */
    private Contestant together() {
        Map<String, String> all = new TreeMap<>(settings);
        all.put(CALLS, TOGETHER);
        return new Contestant(benchmark, who, EosTogetherMain.class.getName(), peer, store, kind, all);
    }

    /** Those who copy with each delay of the store's answers. */
    static List<Contestant> throughProxy(BenchPlan plan, StoreServer store) {
        return plan.delays().stream()
                .map(delay -> eos(
                        "copy",
                        store.delayed(Duration.ofNanos((long) (Double.parseDouble(delay) * 1e6))),
                        plan,
                        BenchPlan.Kind.TRANSFORM,
                        Map.of("identity", identity(plan), "network", delay)))
                .toList();
    }

    private static Contestant eos(
            String benchmark, StoreServer store, BenchPlan plan, BenchPlan.Kind kind, Map<String, String> settings) {
        Map<String, String> all = new TreeMap<>(settings);
        all.put("scope", plan.scope());
        return new Contestant(benchmark, "eos", EosCopyMain.class.getName(), false, store, kind, all);
    }

    private static Contestant peer(String who, String main, @Nullable StoreServer store) {
        return new Contestant("copy", who, PEERS + main, true, store, transform(), Map.of());
    }

    private static BenchPlan.Kind transform() {
        return BenchPlan.Kind.TRANSFORM;
    }

    /** One for which the store is asked. */
    static String identity(BenchPlan plan) {
        return plan.identities().stream()
                .filter(one -> !one.equals("coordinates"))
                .findFirst()
                .orElse("key");
    }

    /** Whether it leaves a copy in a topic. */
    boolean writesTopic() {
        return benchmark.equals("copy") && !who.startsWith("camel");
    }

    /** Whether it leaves a row for each message. */
    boolean makesRows() {
        return benchmark.equals("transact") && store != null && store.isSql();
    }

    /** Whether it is stopped after a while, however far it came. */
    boolean isStopped() {
        return who.startsWith("camel");
    }

    /** With whom of the others it is compared: a bare client on the same store, if there is one, or the one without delay. */
    Optional<Contestant> yardstick(Collection<Contestant> others) {
        return others.stream()
                .filter(other -> other.who.equals("bare")
                        && (other.store == null || other.storeName().equals(storeName())))
                .findFirst()
                .or(() -> others.stream()
                        .filter(other ->
                                other.settings.getOrDefault("network", "").equals("0"))
                        .findFirst())
                .filter(other -> !other.equals(this));
    }

    /** By which eos knows duplicates, if it looks for any. */
    String identity() {
        return settings.getOrDefault("identity", "key");
    }

    String storeName() {
        return store == null ? "" : store.name();
    }

    /** What was measured of it. */
    Measurement measurement(String unit, List<Double> values) {
        return Measurement.of(benchmark, storeName(), who, settings, unit, values);
    }

    @Override
    public String toString() {
        String name = store == null ? who : who + ", " + store.name();
        return settings.containsKey("network")
                ? name + " " + settings.get("network") + " ms away"
                : settings.containsKey("identity")
                        ? name + ", " + settings.get("identity") + (settings.containsKey(CALLS) ? ", together" : "")
                        : name;
    }
}
