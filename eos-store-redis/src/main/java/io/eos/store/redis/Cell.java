package io.eos.store.redis;

/**
 * The keys of a place in which ids are unique: a shard, a processor, or one bucket of a processor. Immutable.
 *
 * @param name the keys' common beginning, with the braces that decide the slot
 */
record Cell(String name) {
    /** A hash of results by id. */
    String results() {
        return name + ":results";
    }

    /** A hash of claims by id. */
    String claims() {
        return name + ":claims";
    }

    /** A stream of lists of ids, by the time at which their results were recorded. */
    String ages() {
        return name + ":ages";
    }

    /** The last token. */
    String token() {
        return name + ":token";
    }

    /** A hash of tenures by shard, where these have their row elsewhere. */
    String tenures() {
        return name + ":tenures";
    }

    /** {@code {…}}: what a key must hold to be in the same slot. */
    String hashTag() {
        return name.substring(name.indexOf('{'));
    }
}
