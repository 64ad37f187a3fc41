package io.eos.api;

import java.util.UUID;

/**
 * The name of one running instance of a processor, new at every start: two processes on one host, or one that comes back,
 * are never mistaken for each other.
 *
 * @param value 1 to 200 characters, the same for the whole life of the process's processor
 */
public record NodeId(String value) {
    /**
     * Checks the length.
     *
     * @param value 1 to 200 characters, the same for the whole life of the process's processor
     */
    public NodeId {
        if (value.isBlank() || value.length() > 200) {
            throw new IllegalArgumentException("a node id takes 1 to 200 characters, but was '" + value + "'");
        }
    }

    /**
     * {@return a new id that starts with a readable hint, such as the host's name}
     *
     * @param hint what a person knows the node by; it need not be unique
     */
    public static NodeId random(String hint) {
        String prefix = hint.length() > 100 ? hint.substring(0, 100) : hint;
        return new NodeId(prefix + "-" + UUID.randomUUID());
    }

    @Override
    public String toString() {
        return value;
    }
}
