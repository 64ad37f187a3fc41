package io.eos.readme;

import io.eos.core.Eos;
import io.eos.core.EosProcessor;
import io.eos.core.MessageIdentity;
import java.math.BigDecimal;
import java.sql.Connection;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Effects in the result store: one row per payment, in the transaction that records the result. */
class Ledger {
    static EosProcessor start(String kafka, String store) {
        return Eos.processor("ledger")
                .bootstrapServers(kafka)
                .store(store)
                .topics("payments")
                .identity(MessageIdentity.header("payment-id"))
                .deserializers(new StringDeserializer(), new StringDeserializer())
                .transact(Connection.class, (payment, connection, context) -> {
                    try (var insert = connection.prepareStatement("INSERT INTO ledger VALUES (?, ?)")) {
                        insert.setString(1, payment.key());
                        insert.setBigDecimal(2, new BigDecimal(payment.value()));
                        insert.executeUpdate();
                    }
                })
                .start();
    }
}
