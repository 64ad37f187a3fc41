/**
 * Real servers that start from Maven artifacts alone, on loopback and on free ports, for tests, the demo and benchmarks.
 *
 * <p>An endpoint given in the environment takes an embedded server's place, see {@link io.eos.servers.Endpoints}. Everything
 * that is started here ends with the JVM that started it, however that JVM ends.
 */
@NullMarked
package io.eos.servers;

import org.jspecify.annotations.NullMarked;
