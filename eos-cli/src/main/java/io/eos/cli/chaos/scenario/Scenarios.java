package io.eos.cli.chaos.scenario;

import io.eos.cli.chaos.trial.Scenario;
import io.eos.cli.chaos.worker.FaultPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All scenarios, in the order of the report: a new one is added here. Stateless. */
public final class Scenarios {
    private Scenarios() {}

    public static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        for (FaultPoint point : FaultPoint.values()) {
            all.add(new KillAt(point));
        }
        for (FaultPoint point : FaultPoint.values()) {
            all.add(new FreezeAt(point, false));
        }
        all.add(new FreezeAt(FaultPoint.MID_HANDLER, true));
        List.of(FaultPoint.CLAIM_SENT, FaultPoint.MID_HANDLER, FaultPoint.RESULT_SENT)
                .forEach(point -> all.add(new Held(point)));
        all.addAll(CutOff.all());
        all.addAll(ServerFault.all());
        for (Storm.Protocol protocol : Storm.Protocol.values()) {
            all.add(new Storm(protocol));
        }
        for (Downtime.Change change : Downtime.Change.values()) {
            all.add(new Downtime(change));
        }
        List.of(FaultPoint.MID_HANDLER, FaultPoint.RESULT_ACKNOWLEDGED, FaultPoint.OFFSET_SENT)
                .forEach(point -> all.add(new Poison(point)));
        all.add(new Aborted());
        all.add(new Emptied());
        all.add(new ClaimRace());
        all.add(new TwoProcessors());
        for (StaticMember.Return back : StaticMember.Return.values()) {
            all.add(new StaticMember(back));
        }
        all.add(new TopicMadeAgain(false));
        all.add(new TopicMadeAgain(true));
        for (Retention.What what : Retention.What.values()) {
            all.add(new Retention(what));
        }
        for (DeadLetterFault.How how : DeadLetterFault.How.values()) {
            all.add(new DeadLetterFault(how));
        }
        all.add(new Sizes());
        all.add(new ClockSkew());
        for (StoredFormat.Release release : StoredFormat.Release.values()) {
            all.add(new StoredFormat(release));
        }
        for (DatabaseFault.What what : DatabaseFault.What.values()) {
            all.add(new DatabaseFault(what));
        }
        for (RedisFault.What what : RedisFault.What.values()) {
            all.add(new RedisFault(what));
        }
        for (ZooKeeperFault.What what : ZooKeeperFault.What.values()) {
            all.add(new ZooKeeperFault(what));
        }
        return all;
    }

    public static Optional<Scenario> named(String name) {
        return name.equals(Mix.NAME)
                ? Optional.of(new Mix())
                : all().stream()
                        .filter(scenario -> scenario.name().equals(name))
                        .findFirst();
    }
}
