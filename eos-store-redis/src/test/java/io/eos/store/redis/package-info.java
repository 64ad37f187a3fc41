@NullMarked
package io.eos.store.redis;

import org.jspecify.annotations.NullMarked;
