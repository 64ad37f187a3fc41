/** The programs of the README, which a test compares with it and runs. */
@NullMarked
package io.eos.readme;

import org.jspecify.annotations.NullMarked;
