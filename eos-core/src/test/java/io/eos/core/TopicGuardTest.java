package io.eos.core;

import static org.awaitility.Awaitility.await;

import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

/** Without the ids of its topics a node processes nothing, so a lookup that fails must be seen; and one is not made for each message. */
class TopicGuardTest {
    /** One error, such as OutOfMemoryError, in the lookup of topic ids. */
    @Test
    void anErrorInTheLookupIsSeen() throws InterruptedException {
        Rig rig = new Rig(HandlerKind.TRANSFORM, 1);
        AtomicBoolean armed = new AtomicBoolean();
        ProcessorStart.Clients clients = new ProcessorStart.Clients() {
            @Override
            public Admin admin(Map<String, Object> config) {
                return Intercepted.around(Admin.class, ProcessorStart.Clients.KAFKA.admin(config), (method, call) -> {
                    if (method.equals("describeTopics") && armed.getAndSet(false)) {
                        throw new NoClassDefFoundError("on purpose");
                    }
                    return call.proceed();
                });
            }
        };
        try (EosProcessor node = rig.node()
                .clients(clients)
                .probe((step, partition) -> {
                    if (step == Step.START_COMMITTED) {
                        armed.set(true);
                    }
                })
                .start()) {
            rig.send(0, 10);
            // It goes on, or says that it cannot.
            await().dontCatchUncaughtExceptions()
                    .atMost(Rig.PATIENCE)
                    .until(() ->
                            node.counts().processed() == 10 || node.failure().isPresent());
        }
    }

    /** With a real broker and consumer: what the look-up covers is fetched for long without another one. */
    @Test
    void oneLookupCoversManyFetches() throws InterruptedException {
        Rig rig = new Rig(HandlerKind.HANDLE, 1);
        AtomicInteger lookups = new AtomicInteger();
        try (EosProcessor node = rig.node().clients(countingLookups(lookups)).start()) {
            rig.sendUntilCovered(node, lookups, 0);
        }
    }

    /** Counts the look-ups of topics. */
    static ProcessorStart.Clients countingLookups(AtomicInteger lookups) {
        return new ProcessorStart.Clients() {
            @Override
            public Admin admin(Map<String, Object> config) {
                return Intercepted.around(Admin.class, ProcessorStart.Clients.KAFKA.admin(config), (method, call) -> {
                    if (method.equals("describeTopics")) {
                        lookups.incrementAndGet();
                    }
                    return call.proceed();
                });
            }
        };
    }
}
