package io.eos.spi;

import io.eos.api.Scope;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a store keeps about a processor as a whole.
 *
 * @param name the processor's name, 1 to 200 characters
 * @param scope where its ids are unique; never changed
 * @param attributes what {@code eos-core} wants to find again (identity, handler kind, format, …); opaque to the store
 */
public record ProcessorSpec(String name, Scope scope, SortedMap<String, String> attributes) {
    /**
     * Checks the name's length and copies the attributes.
     *
     * @param name the processor's name, 1 to 200 characters
     * @param scope where its ids are unique; never changed
     * @param attributes what {@code eos-core} wants to find again (identity, handler kind, format, …); opaque to the store
     */
    public ProcessorSpec {
        if (name.isBlank() || name.length() > 200) {
            throw new IllegalArgumentException("a processor's name takes 1 to 200 characters, but was '" + name + "'");
        }
        attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
    }

    /**
     * {@return a spec from any map}
     *
     * @param name the processor's name
     * @param scope where its ids are unique
     * @param attributes what else is stored with it; keys are sorted
     */
    public static ProcessorSpec of(String name, Scope scope, Map<String, String> attributes) {
        return new ProcessorSpec(name, scope, new TreeMap<>(attributes));
    }
}
