@NullMarked
package io.eos.store.cassandra;

import org.jspecify.annotations.NullMarked;
