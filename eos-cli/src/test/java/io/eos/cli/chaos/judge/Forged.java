package io.eos.cli.chaos.judge;

import io.eos.cli.audit.Effect;
import io.eos.cli.chaos.judge.Evidence.Sent;
import io.eos.cli.chaos.judge.Evidence.Stored;
import io.eos.core.HandlerKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Evidence of a run in which all is well, to be forged. Each step takes a second. */
public final class Forged {
    static final long SECOND = 1_000_000_000L;
    public static final Duration LEASE = Duration.ofSeconds(3);

    public final HandlerKind kind;
    public final List<Sent> sent = new ArrayList<>();
    public final List<Event> workers = new ArrayList<>();
    public final List<Event> told = new ArrayList<>();
    public final List<Stored> stored = new ArrayList<>();
    public final List<Effect> outputs = new ArrayList<>();
    public final List<String> deadLetters = new ArrayList<>();
    public final List<Event> offsets = new ArrayList<>();
    public final Map<Integer, Long> backlog = new HashMap<>();
    public final List<String> deaths = new ArrayList<>();
    boolean takesOver;
    private long now = SECOND;

    public Forged(HandlerKind kind) {
        this.kind = kind;
    }

    /** Three messages of partition 0, each handled by worker {@code a} under its first claim. */
    public static Forged run(HandlerKind kind) {
        Forged run = new Forged(kind);
        run.acquired("a", 1);
        for (int i = 0; i < 3; i++) {
            run.sent("m" + i, i);
            run.claimed("m" + i, "a", 1, 1);
            run.effect("m" + i, "a", i, 1, false);
            run.recorded("m" + i, "a", 1, "n" + i, i);
            run.stored.add(new Stored("m" + i, "n" + i, false));
            run.outputs.add(output("m" + i, i));
            run.committed(i + 1);
        }
        return run;
    }

    /** A clock that only moves when something happens. */
    public long tick() {
        now += SECOND;
        return now;
    }

    public void pass(Duration time) {
        now += time.toNanos();
    }

    public void sent(String id, long offset) {
        sent.add(new Sent(id, 0, offset, false));
    }

    public void acquired(String worker, long epoch) {
        workers.add(at(Event.Type.ACQUIRED, worker).on(0, epoch));
    }

    public void claimed(String id, String worker, long token, long epoch) {
        workers.add(at(Event.Type.CLAIMED, worker).on(0, epoch).about(id, token));
    }

    public void recorded(String id, String worker, long epoch, String nonce, long offset) {
        workers.add(result(Event.Type.RECORDED, id, worker, epoch, nonce, offset));
    }

    /** On its way to the store. */
    public void recording(String id, String worker, long epoch, String nonce, long offset) {
        workers.add(result(Event.Type.SENT, id, worker, epoch, nonce, offset));
    }

    private Event result(Event.Type type, String id, String worker, long epoch, String nonce, long offset) {
        return at(type, worker).on(0, epoch).about(id, 1).at(0, offset).saying(nonce);
    }

    /** Somebody has the store remove what is too old. */
    public void purged() {
        workers.add(at(Event.Type.PURGED, "b").saying("1"));
    }

    public void effect(String id, String worker, long offset, long token, boolean redelivered) {
        told.add(at(Event.Type.CALLED, worker).about(id, token).at(0, offset).saying(redelivered ? "redelivered" : ""));
        told.add(at(Event.Type.EFFECT, worker).about(id, token).at(0, offset).saying("key-" + id));
    }

    public void committed(long offset) {
        offsets.add(at(Event.Type.COMMITTED, "watch").at(0, offset));
    }

    public static Effect output(String id, long offset) {
        return new Effect(id, "account", 1, "a", 0, offset);
    }

    private Event at(Event.Type type, String worker) {
        long from = tick();
        return Event.of(type, worker, from, from + SECOND / 10);
    }

    public Evidence evidence() {
        return new Evidence(
                kind, LEASE, takesOver, sent, workers, told, stored, outputs, deadLetters, offsets, backlog, deaths);
    }

    public List<Violation> check() {
        return Checker.check(evidence());
    }
}
