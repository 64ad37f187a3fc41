/**
 * What a program can use in the place of eos to notice messages that it has processed already, behind one narrow interface, so that the
 * benchmarks can measure it on the same servers: the idempotent repositories of Camel, the metadata stores of Spring Integration, and a
 * plain "check, then insert". Each is set as its documentation advises, with writes as durable as those of eos; what was chosen is said by
 * {@link io.eos.peers.PeerKind}. Nothing here is published, and no other module of eos uses it but for comparisons.
 *
 * <p>None of them keeps results, fences a former owner, or moves a watermark: they do less than a store of eos.
 */
@NullMarked
package io.eos.peers;

import org.jspecify.annotations.NullMarked;
