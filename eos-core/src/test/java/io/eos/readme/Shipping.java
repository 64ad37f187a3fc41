package io.eos.readme;

import io.eos.core.Eos;
import io.eos.core.EosProcessor;
import io.eos.core.MessageIdentity;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Effects anywhere else: one POST per payment, if the service applies each idempotency key once. */
class Shipping {
    static EosProcessor start(String kafka, String store, URI service) {
        HttpClient http = HttpClient.newHttpClient();
        return Eos.processor("shipping")
                .bootstrapServers(kafka)
                .store(store)
                .topics("payments")
                .identity(MessageIdentity.header("payment-id"))
                .deserializers(new StringDeserializer(), new StringDeserializer())
                .handle((payment, context) -> {
                    HttpRequest request = HttpRequest.newBuilder(service)
                            .header("Idempotency-Key", context.idempotencyKey())
                            .POST(HttpRequest.BodyPublishers.ofString(payment.value()))
                            .build();
                    int status = http.send(request, HttpResponse.BodyHandlers.discarding())
                            .statusCode();
                    if (status >= 300) {
                        throw new IOException("the service answered " + status); // called again after a pause
                    }
                })
                .start();
    }
}
