package io.eos.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.core.HandlerHarness;
import io.eos.core.HandlerHarness.Delivery;
import io.eos.core.HandlerHarness.Fate;
import io.eos.testkit.InMemoryResultStore;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class ReceiptsTest {
    private final HandlerHarness harness =
            HandlerHarness.of(Receipts.define("not-asked:9092", "jdbc:h2:mem:not-opened"), new InMemoryResultStore());

    private Delivery deliver(String id, String amount) {
        ProducerRecord<byte[], byte[]> payment = new ProducerRecord<>("payments", bytes("alice"), bytes(amount));
        payment.headers().add("payment-id", bytes(id));
        return harness.deliver(payment);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aPaymentThatComesAgainGetsNoSecondReceipt() {
        assertThat(deliver("p-1", "10.50").published())
                .singleElement()
                .satisfies(receipt -> assertThat(receipt.value())
                        .asString(StandardCharsets.UTF_8)
                        .isEqualTo("received 10.50"));
        Delivery again = deliver("p-1", "10.50");
        assertThat(again.fate()).isEqualTo(Fate.DUPLICATE);
        assertThat(again.published()).isEmpty();
    }
}
