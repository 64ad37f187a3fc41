package io.eos.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.cli.audit.Effect;
import io.eos.cli.audit.Fate;
import io.eos.cli.audit.Produced;
import io.eos.cli.audit.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final Produced PRODUCED =
            new Produced(Map.of("p-1", new Produced.Entry("a", 1), "p-2", new Produced.Entry("a", 2)), 3);
    private static final List<Effect> GOOD =
            List.of(new Effect("p-1", "a", 1, "worker-1", 0, 0), new Effect("p-2", "a", 2, "worker-2", 0, 1));

    @Test
    void whatIsLostOrDoubledWithEosIsNamedAndDoesNotHold() {
        Findings bad = findings(Variant.EOS, List.of(GOOD.get(0), GOOD.get(0)), Map.of("a", 2L));

        String text = print(bad, findings(Variant.NAIVE, GOOD, Map.of("a", 3L)));

        assertThat(bad.hold()).isFalse();
        assertThat(bad.showHarm()).isTrue();
        assertThat(text)
                .containsPattern("LOST +1 +1 +0 +0")
                .containsPattern("DOUBLED +1 +1 +0 +0")
                .contains("lost although eos was on: p-2", "doubled although eos was on: p-1");
    }

    @Test
    void wrongBalanceAloneDoesNotHold() {
        assertThat(findings(Variant.EOS, GOOD, Map.of("a", 3L)).hold()).isTrue();
        assertThat(findings(Variant.EOS, GOOD, Map.of("a", 4L)).hold()).isFalse();
        assertThat(findings(Variant.NAIVE, GOOD, Map.of("a", 3L)).showHarm()).isFalse();
    }

    @Test
    void killIsShownWithWhatBecameOfEachPayment() {
        List<Effect> effects = new ArrayList<>(GOOD);
        KillRecord kill = new KillRecord("worker-1", 42, 37, Map.of(Journal.Kind.LEDGER, Set.of("p-1", "p-2")));
        Findings findings = new Findings(
                Variant.EOS,
                PRODUCED,
                new Findings.Calls(4, 2),
                Verdict.of(PRODUCED, effects),
                Verdict.of(PRODUCED, effects),
                List.of(),
                List.of(new Findings.Death(kill, Fate.of(Set.of("p-1", "p-2"), effects), Fate.of(Set.of(), effects))));

        String text = print(findings, findings(Variant.NAIVE, GOOD, Map.of("a", 3L)));

        assertThat(text)
                .contains("kill -9 of worker-1 (pid 42) at 37 % of the work, while it held 2 unsettled payments")
                .contains("2 unsettled: p-1, p-2")
                .contains("2 once (1 from what worker-1 had recorded, 1 by worker-2); 0 lost; 0 doubled")
                .contains("receipts  nothing unsettled")
                .containsPattern("handler calls rolled back +2 +0 ");
    }

    private static Findings findings(Variant variant, List<Effect> effects, Map<String, Long> balances) {
        return new Findings(
                variant,
                PRODUCED,
                new Findings.Calls(effects.size(), effects.size()),
                Verdict.of(PRODUCED, effects),
                Verdict.of(PRODUCED, effects),
                Verdict.wrongBalances(PRODUCED, balances),
                List.of());
    }

    private static String print(Findings eos, Findings naive) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new Report(new PrintStream(bytes, true, StandardCharsets.UTF_8), eos, naive).print();
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
