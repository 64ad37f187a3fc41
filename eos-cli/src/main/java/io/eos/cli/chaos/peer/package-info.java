/**
 * The same faults on what people use in the place of eos: what a consumer of somebody else has to offer to take part. {@link
 * io.eos.cli.chaos.worker.PeerWorker} runs it in a JVM of its own, with the class path of {@code eos-peers}, which has the {@link
 * io.eos.cli.chaos.peer.PeerConsumer}s, and which this module does not depend on.
 *
 * <p>Scenarios, messages, fault points, server of effects and checker are those of eos. A peer's handler is {@code handle}'s: it says that it is
 * called, and makes its effect with the message's id as the key; it has no token, since no peer issues one. A peer keeps no results, so the effect
 * of a message, or its dead letter, stands for its result. {@link io.eos.cli.chaos.Comparison} runs one after the other on the same servers, eos
 * among them, and counts what was lost, doubled and reordered.
 */
@NullMarked
package io.eos.cli.chaos.peer;

import org.jspecify.annotations.NullMarked;
