package io.eos.core;

import io.eos.spi.StoreTraits;
import io.micrometer.core.instrument.MeterRegistry;

final class EosMetrics implements LoopMetrics {
    EosMetrics(MeterRegistry registry, String processor) {}

    void guarantee(StoreTraits traits) {}
}
