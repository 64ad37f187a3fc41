@NullMarked
package io.eos.store.jdbc;

import org.jspecify.annotations.NullMarked;
