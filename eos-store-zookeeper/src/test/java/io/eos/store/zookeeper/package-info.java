@NullMarked
package io.eos.store.zookeeper;

import org.jspecify.annotations.NullMarked;
