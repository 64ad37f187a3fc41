package io.eos.cli.chaos;

import io.eos.cli.chaos.trial.Program;
import io.eos.cli.chaos.worker.PeerWorker;
import io.eos.cli.demo.ledger.StorageSystem;
import io.eos.spi.SettingsReader;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who is compared; how each is set, and what its documentation promises, stands in {@code docs/faults/peers.md}. */
public enum Peer {
    /** eos itself, {@code handle}. */
    EOS("eos", List.of(), StorageSystem.values()),

    /** Written by hand: look the id up, make the effect, insert the id, commit the offset. */
    PLAIN("plain", List.of("kafka-clients"), StorageSystem.REDIS, StorageSystem.POSTGRESQL, StorageSystem.MARIADB),

    /** Camel's idempotent consumer, which adds the id before the message is processed, as by default. */
    CAMEL_EAGER("camel", List.of("camel-core"), StorageSystem.REDIS, StorageSystem.POSTGRESQL, StorageSystem.MARIADB),

    /** The same, not eager: it adds the id afterwards. */
    CAMEL_NOT_EAGER(
            "camel", List.of("camel-core"), StorageSystem.REDIS, StorageSystem.POSTGRESQL, StorageSystem.MARIADB),

    /** Spring Integration's idempotent receiver with a metadata store, on Spring Kafka. */
    SPRING_INTEGRATION(
            "spring-integration",
            List.of("spring-integration-core", "spring-kafka"),
            StorageSystem.REDIS,
            StorageSystem.POSTGRESQL,
            StorageSystem.MARIADB,
            StorageSystem.ZOOKEEPER);

    /** The class path of eos-peers, as {@code ./eos} gives it. */
    private static final String CLASS_PATH = "eos.peers.class-path";

    private final String library;

    @SuppressWarnings("ImmutableEnumChecker") // of List.of
    private final List<String> artifacts;

    @SuppressWarnings("ImmutableEnumChecker") // of List.of
    private final List<StorageSystem> stores;

    Peer(String library, List<String> artifacts, StorageSystem... stores) {
        this.library = library;
        this.artifacts = artifacts;
        this.stores = List.of(stores);
    }

    /** As options and results name it. */
    public String label() {
        return SettingsReader.hyphenated(this);
    }

    /** All on that storage system. */
    public static List<Peer> on(StorageSystem system) {
        return Arrays.stream(values())
                .filter(peer -> peer.stores.contains(system))
                .toList();
    }

    /** Those on that storage system that are called so, or are of a library that is; {@code all} for all. */
    public static List<Peer> on(StorageSystem system, String name) {
        return on(system).stream()
                .filter(peer -> Stream.of("all", peer.label(), peer.library).anyMatch(name::equals))
                .toList();
    }

    /** What may be given for that storage system, for messages. */
    public static String names(StorageSystem system) {
        return Stream.concat(
                        Stream.of("all"), on(system).stream().flatMap(peer -> Stream.of(peer.library, peer.label())))
                .distinct()
                .collect(Collectors.joining(", "));
    }

    /** Whether its workers have the classes that they need. */
    public boolean isThere() {
        return this == EOS || System.getProperty(CLASS_PATH) != null;
    }

    /** What its workers run. */
    Program program() {
        return this == EOS
                ? Program.EOS
                : new Program(PeerWorker.class, List.of(label()), Optional.ofNullable(System.getProperty(CLASS_PATH)));
    }

    /** What is on its class path. */
    String version() {
        return this == EOS
                ? "this checkout"
                : artifacts.stream().map(Peer::version).collect(Collectors.joining(", "));
    }

    private static String version(String artifact) {
        Matcher jar =
                Pattern.compile("/" + artifact + "-(\\d[^/:]*)\\.jar").matcher(System.getProperty(CLASS_PATH, ""));
        return artifact + " " + (jar.find() ? jar.group(1) : "of an unknown version");
    }
}
