package io.eos.store.cassandra;

import java.util.List;

/**
 * The tables' names as they stand in CQL: with their keyspace, and quoted, since names without quotes are lower-cased.
 *
 * @param prefix what the tables' own names start with
 */
record Tables(String keyspace, String prefix) {
    private static final List<String> ALL =
            List.of("processor", "shard_list", "shard", "result", "setting", "schema_version");

    String shard() {
        return in("shard");
    }

    String shardList() {
        return in("shard_list");
    }

    String result() {
        return in("result");
    }

    String processor() {
        return in("processor");
    }

    String setting() {
        return in("setting");
    }

    String schemaVersion() {
        return in("schema_version");
    }

    /** The names of all, as they stand in their keyspace's metadata. */
    List<String> all() {
        return ALL.stream().map(this::quoted).toList();
    }

    /** The name of one, as it stands in its keyspace's metadata. */
    String quoted(String table) {
        return '"' + prefix + table + '"';
    }

    private String in(String table) {
        return '"' + keyspace + "\"." + quoted(table);
    }
}
