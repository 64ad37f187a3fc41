package io.eos.core;

import io.eos.spi.ProcessorSpec;
import io.eos.spi.Registration;
import io.eos.spi.ResultStore;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

final class StartChecks {
    private final Settings settings;

    StartChecks(Settings settings, HandlerKind kind, Admin admin) {
        this.settings = settings;
    }

    void broker() {}

    Registration store(ResultStore store) {
        return store.register(ProcessorSpec.of(settings.processor(), settings.scope(), Map.of()));
    }
}
