/** JMH comparisons of the stores with each other, and with what their client libraries do without eos. */
@NullMarked
package io.eos.bench;

import org.jspecify.annotations.NullMarked;
