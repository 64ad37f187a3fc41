package io.eos.store.jdbc;

/**
 * The names of the tables in SQL, qualified with their schema: a handler that changes the connection's schema must not lead our statements
 * astray.
 */
record Tables(String processor, String shard, String result, String token, String schemaVersion) {
    static Tables of(String qualifier, String prefix) {
        String start = qualifier + prefix;
        return new Tables(
                start + "processor", start + "shard", start + "result", start + "token", start + "schema_version");
    }
}
