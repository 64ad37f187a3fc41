package io.eos.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.cli.audit.Effect;
import io.eos.cli.audit.Fate;
import io.eos.cli.audit.Produced;
import io.eos.cli.audit.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
    void whatOnlyShowsWhatWouldBeDoesNotBind() {
        List<Effect> twice = List.of(GOOD.get(0), GOOD.get(0), GOOD.get(1));
        Run.Result run = new Run.Result(List.of(), Map.of(Journal.Kind.LEDGER, 3L, Journal.Kind.RECEIPTS, 2L));
        List<Findings.Place> places = List.of(
                new Findings.Place("ledger", Journal.Kind.LEDGER, true, GOOD),
                new Findings.Place("unkeyed", Journal.Kind.LEDGER, false, twice),
                new Findings.Place("receipts", Journal.Kind.RECEIPTS, true, GOOD));
        Findings eos = Findings.of(Variant.EOS, PRODUCED, run, places, Map.of("a", 3L));

        assertThat(eos.hold()).isTrue();
        assertThat(print(eos, findings(Variant.NAIVE, GOOD, Map.of("a", 3L))))
                .containsPattern("ledger +unkeyed +receipts +ledger +receipts")
                .containsPattern("DOUBLED +0 +1 +0 +0 +0")
                .containsPattern("handler calls that left nothing +1 +0 +0 +0 +0")
                .doesNotContain("although eos was on");
    }

    @Test
    void killIsShownWithWhatBecameOfEachPayment() {
        List<Effect> effects = new ArrayList<>(GOOD);
        KillRecord kill = new KillRecord("worker-1", 42, 37, Map.of(Journal.Kind.LEDGER, Set.of("p-1", "p-2")));
        Findings findings = new Findings(
                Variant.EOS,
                PRODUCED,
                List.of(
                        new Findings.Column("ledger", true, 4, Verdict.of(PRODUCED, effects)),
                        new Findings.Column("receipts", true, 2, Verdict.of(PRODUCED, effects))),
                List.of(),
                List.of(new Findings.Death(
                        kill, List.of(Fate.of(Set.of("p-1", "p-2"), effects), Fate.of(Set.of(), effects)))));

        String text = print(findings, findings(Variant.NAIVE, GOOD, Map.of("a", 3L)));

        assertThat(text)
                .contains("kill -9 of worker-1 (pid 42) at 37 % of the work, while it held 2 unsettled payments")
                .contains("2 unsettled: p-1, p-2")
                .contains("2 once (1 from what worker-1 recorded before it died, 1 by worker-2); 0 lost; 0 doubled")
                .contains("receipts  nothing unsettled")
                .containsPattern("handler calls that left nothing +2 +0 ");
    }

    @Test
    void eachPaymentThatAVictimHeldIsNamedAndWhatIsTooLongStandsInAFile() throws IOException {
        List<Effect> effects = new ArrayList<>();
        Set<String> held = new TreeSet<>();
        for (int i = 10; i < 35; i++) {
            held.add("p-" + i);
            effects.add(new Effect("p-" + i, "a", 1, i < 20 ? "worker-1" : "worker-2", 0, i));
        }
        effects.remove(0); // p-10
        effects.add(effects.get(0)); // p-11

        String text = print(killed(held, effects), findings(Variant.NAIVE, GOOD, Map.of("a", 3L)));

        assertThat(text)
                .contains("25 unsettled: p-10, p-11, p-12")
                .contains("p-19,\n              p-20,")
                .contains("p-29 and 5 more")
                .contains("23 once (8 from what worker-1 recorded before it died, 15 by worker-2)")
                .contains("1 lost (p-10); 1 doubled (p-11)");
        String label = "what became of each: ";
        Path file = Path.of(text.substring(text.indexOf(label) + label.length())
                .lines()
                .findFirst()
                .orElseThrow());
        try {
            assertThat(Files.readAllLines(file))
                    .hasSize(25)
                    .contains(
                            "with eos\tworker-1\tledger\tp-10\tlost",
                            "with eos\tworker-1\tledger\tp-11\tdoubled",
                            "with eos\tworker-1\tledger\tp-12\tonce, by worker-1",
                            "with eos\tworker-1\tledger\tp-34\tonce, by worker-2");
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void whatFitsNeedsNoFile() {
        Set<String> held = new TreeSet<>();
        for (int i = 10; i < 30; i++) {
            held.add("p-" + i);
        }
        String text = print(killed(held, List.of()), findings(Variant.NAIVE, GOOD, Map.of("a", 3L)));
        assertThat(text).contains(held).doesNotContain("more").doesNotContain("what became of each");
    }

    private static Findings killed(Set<String> held, List<Effect> effects) {
        KillRecord kill = new KillRecord("worker-1", 42, 37, Map.of(Journal.Kind.LEDGER, held));
        return new Findings(
                Variant.EOS,
                PRODUCED,
                columns(GOOD),
                List.of(),
                List.of(new Findings.Death(kill, List.of(Fate.of(held, effects), Fate.of(Set.of(), effects)))));
    }

    private static Findings findings(Variant variant, List<Effect> effects, Map<String, Long> balances) {
        return new Findings(variant, PRODUCED, columns(effects), Verdict.wrongBalances(PRODUCED, balances), List.of());
    }

    private static List<Findings.Column> columns(List<Effect> effects) {
        Verdict verdict = Verdict.of(PRODUCED, effects);
        return List.of(
                new Findings.Column("ledger", true, effects.size(), verdict),
                new Findings.Column("receipts", true, effects.size(), verdict));
    }

    private static String print(Findings eos, Findings naive) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new Report(new PrintStream(bytes, true, StandardCharsets.UTF_8), "plain SQL", eos, naive).print();
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
