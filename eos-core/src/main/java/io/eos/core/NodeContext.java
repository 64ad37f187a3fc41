package io.eos.core;

import io.eos.api.NodeId;
import io.eos.spi.ResultStore;

/** What all tasks of a processor on this node share. Immutable, and each part is thread-safe. */
record NodeContext(
        Settings settings,
        Work work,
        ResultStore store,
        MessageIdentity identity,
        Decoder decoder,
        ResultFactory results,
        OutputRules outputs,
        LeaseKeeper leases,
        CallOrder order,
        NodeId node,
        LoopClock clock,
        Probe probe,
        LoopMetrics metrics,
        MessageLog log) {}
