/**
 * What runs in a JVM of its own and may be killed: the worker with its handlers, the store that writes down what is acknowledged, the points at which a
 * fault strikes ({@link io.eos.cli.chaos.worker.Trigger}), and the servers that workers talk to besides broker and store.
 */
@NullMarked
package io.eos.cli.chaos.worker;

import org.jspecify.annotations.NullMarked;
