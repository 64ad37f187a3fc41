package io.eos.cli.chaos.worker;

import io.eos.api.Scope;
import io.eos.core.HandlerKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a {@link Racer} is told. Immutable.
 *
 * @param address the store's
 * @param kind {@code handle}: ids are claimed; {@code transform}: results are recorded without a claim
 * @param number the racer's, from 0
 * @param effectPort of the {@link EffectServer}
 * @param gatePort of the {@link Gate}
 * @param events its log of evidence
 */
public record RacerPlan(
        String name,
        String address,
        Map<String, String> storeSettings,
        String prefix,
        HandlerKind kind,
        String processor,
        Scope scope,
        int number,
        int effectPort,
        int gatePort,
        long seed,
        String events) {
    public RacerPlan {
        storeSettings = Map.copyOf(storeSettings);
    }

    public void write(Path file) {
        PlanFile.write(file, this);
    }

    static RacerPlan read(Path file) throws IOException {
        return PlanFile.read(file, RacerPlan.class);
    }
}
