package io.eos.core;

import io.eos.testkit.Mutation;
import java.nio.file.Path;
import java.util.List;

/** A rule of the protocol, and how its code is changed so that the rule does not hold any more. The simulation must notice each. */
enum SimMutant {
    /** The store takes writes of any epoch. */
    FENCE(
            Module.TESTKIT,
            "Memory",
            "owned == null || owned.epoch() != tenure.epoch() || owned.nonce() != tenure.nonce()",
            "owned == null"),
    /** The store takes results under any token. */
    TOKEN(Module.TESTKIT, "Results", "if (presentToken(held) != completion.token()) {", "if (false) {"),
    /** All writes carry the same nonce, so that one cannot be told from another. */
    NONCE(
            Module.CORE,
            "ItemRules",
            "new Item(raw, view.shard().at(raw.offset()), nonces.next())",
            "new Item(raw, view.shard().at(raw.offset()), 4711)"),
    /** What a gap publishes is not put in order with the rest. */
    SORT(Module.CORE, "Batch", "all.sort(Comparator.comparingLong(Outgoing::offset));", ""),
    /** A start goes by the committed offset alone. */
    WATERMARK(
            Module.CORE,
            "StartRule",
            "return kind == HandlerKind.TRANSFORM ? Math.max(last.watermark(), committed) : last.watermark();",
            "return committed;"),
    /** The outputs of a result are published for every message with its id. */
    SOURCE(
            Module.CORE,
            "ItemRules",
            "if (stored.source().equals(item.source) && (samePayload || lastSlot)) {",
            "if (samePayload || lastSlot) {"),
    /** Another message with the same id is taken for a repetition. */
    PAYLOAD(
            Module.CORE,
            "ItemRules",
            "boolean samePayload = !shared.settings().digest() || Objects.equals(item.digest, stored.inputDigest());",
            "boolean samePayload = true;"),
    /** The tenure is not checked in the transaction's last statement. */
    LAST_STATEMENT(Module.TESTKIT, "InMemoryResultStore", "memory.guard(tenure, commit.checkpoint());", ""),
    /** A write that comes late changes what its successor wrote. */
    SEQUENCE(Module.TESTKIT, "Memory", "if (stored.sequence() > checkpoint.sequence()) {", "if (false) {"),
    /** A store that went back takes the writes of who does not know it. */
    COMPARE(Module.TESTKIT, "Memory", "if (stored.watermark() < checkpoint.acknowledged()) {", "if (false) {"),
    /** Nobody remembers what is recorded and not published. */
    PENDING(Module.CORE, "Batch", "return List.copyOf(all.values());", "return List.of();"),
    /** A recorded result whose source vanished is published by nobody. */
    GAP(Module.CORE, "Batch", "if (gapsLookedUp || view.inherited().isEmpty()) {", "if (true) {"),
    /** What is fetched is of the tenure's topic. */
    TOPIC(Module.CORE, "TopicGuard", "now.id().equals(lane.shard().topicId())", "true"),
    /** An answer about the topic covers what was fetched after the consumer was told of another one. */
    COVERED(Module.CORE, "TopicGuard", "lane.coveredAt() == updates", "lane.coveredAt() > 0"),
    /** Where the store keeps positions alone, a commit whose answer was lost is repeated under the same tenure. */
    UNKNOWN(Module.CORE, "TransactBatch", "if (shared.settings().keepResults()) {", "if (true) {"),
    /** A transaction that was aborted is over. */
    SECOND_ABORT(Module.CORE, "Publisher", "if (doubtful) {", "if (false) {"),
    /** A node that was fenced, and still owns the partition, leaves it alone. */
    REACQUIRE(
            Module.CORE,
            "Lanes",
            "timers.after(AFTER_FENCE.before(times), () -> reopen(lane));",
            "if (times > 9) reopen(lane);");

    /** Where a class is. */
    enum Module {
        CORE("src/main/java", "io/eos/core/"),
        TESTKIT("../eos-testkit/src/main/java", "io/eos/testkit/");

        private final Path folder;
        private final String classes;

        Module(String folder, String classes) {
            this.folder = Path.of(folder);
            this.classes = classes;
        }
    }

    private final Module module;
    private final String type;
    private final String rule;
    private final String instead;

    SimMutant(Module module, String type, String rule, String instead) {
        this.module = module;
        this.type = type;
        this.rule = rule;
        this.instead = instead;
    }

    Mutation mutation() {
        return new Mutation(name(), module.folder, module.classes + type + ".java", rule, instead, List.of());
    }
}
