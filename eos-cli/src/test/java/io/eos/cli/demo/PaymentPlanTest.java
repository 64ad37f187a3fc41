package io.eos.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.cli.demo.PaymentPlan.Kind;
import io.eos.cli.demo.PaymentPlan.Sending;
import io.eos.cli.demo.ledger.StorageSystem;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PaymentPlanTest {
    private static DemoOptions options(long seed) {
        return new DemoOptions(900, 0.1, 3, 2, seed, StorageSystem.H2);
    }

    @Test
    void sameSeedMakesTheSamePlanAndAnotherOneAnother() {
        assertThat(PaymentPlan.of(options(3))).isEqualTo(PaymentPlan.of(options(3)));
        assertThat(PaymentPlan.of(options(3))).isNotEqualTo(PaymentPlan.of(options(4)));
        assertThat(KillPlan.of(3, List.of(Journal.Kind.LEDGER), 3))
                .isEqualTo(KillPlan.of(3, List.of(Journal.Kind.LEDGER), 3));
    }

    @Test
    void duplicatesAreOfAllKinds() {
        PaymentPlan plan = PaymentPlan.of(options(1));

        Map<Kind, Long> kinds =
                plan.sendings().stream().collect(Collectors.groupingBy(Sending::kind, Collectors.counting()));

        assertThat(kinds)
                .containsEntry(Kind.FIRST, 900L)
                .containsEntry(Kind.SAME_BATCH, 30L)
                .containsEntry(Kind.SAME_PARTITION, 30L)
                .containsEntry(Kind.OTHER_PARTITION, 30L);
        assertThat(plan.produced().payments()).hasSize(900);
        assertThat(plan.produced().duplicates()).isEqualTo(90);
    }

    @Test
    void duplicateComesAfterItsFirstAndWhereItsKindSays() {
        PaymentPlan plan = PaymentPlan.of(options(1));
        for (int i = 0; i < plan.sendings().size(); i++) {
            Sending sending = plan.sendings().get(i);
            if (sending.kind() == Kind.FIRST) {
                continue;
            }
            List<Sending> before = plan.sendings().subList(0, i);
            Sending first = before.stream()
                    .filter(one -> one.payment().equals(sending.payment()))
                    .findFirst()
                    .orElseThrow();
            assertThat(sending.partition() == first.partition()).isEqualTo(sending.kind() != Kind.OTHER_PARTITION);
            if (sending.kind() == Kind.SAME_BATCH) {
                assertThat(before.get(i - 1)).isEqualTo(first);
            }
        }
    }

    @Test
    void killsAreSpreadAndInTurnForEachKind() {
        KillPlan plan = KillPlan.of(4, List.of(Journal.Kind.LEDGER, Journal.Kind.RECEIPTS), 9);

        assertThat(plan.kills())
                .extracting(KillPlan.Kill::holding)
                .containsExactly(
                        Journal.Kind.LEDGER, Journal.Kind.RECEIPTS, Journal.Kind.LEDGER, Journal.Kind.RECEIPTS);
        assertThat(plan.kills())
                .extracting(KillPlan.Kill::after)
                .isSorted()
                .allMatch(after -> after > 0 && after < 0.8);
    }

    @Test
    void paymentSurvivesItsJson() {
        Payment payment = new Payment("p-1", "account-7", 1234);
        assertThat(Payment.fromJson(payment.toJson())).isEqualTo(payment);
    }
}
