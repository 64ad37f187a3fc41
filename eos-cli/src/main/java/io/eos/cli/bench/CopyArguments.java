package io.eos.cli.bench;

import java.nio.file.Path;
import java.util.List;

/**
 * What a JVM that is measured is told. These are its arguments in this order, for peers too, which read all but scope and kind. Immutable.
 *
 * @param servers the bootstrap servers
 * @param source the topic that is read
 * @param target the topic that is written, if one is
 * @param store the address of the store, empty where there is none
 * @param identity by which duplicates are known
 * @param report the file for what it took
 * @param name unlike that of any other: for groups, transactions and tables
 * @param scope in which ids are unique
 * @param kind of handler
 * @param messages how many there are
 */
record CopyArguments(
        String servers,
        String source,
        String target,
        String store,
        String identity,
        Path report,
        String name,
        String scope,
        BenchPlan.Kind kind,
        long messages) {
    /** How often who is not eos commits: as eos does where nothing else is set. */
    static final long COMMIT_NANOS = 100_000_000L;

    static CopyArguments parse(String[] args) {
        return new CopyArguments(
                args[0],
                args[1],
                args[2],
                args[3],
                args[4],
                Path.of(args[5]),
                args[6],
                args[7],
                BenchPlan.Kind.valueOf(args[8]),
                Long.parseLong(args[9]));
    }

    String[] toArgs() {
        return List.of(
                        servers,
                        source,
                        target,
                        store,
                        identity,
                        report.toString(),
                        name,
                        scope,
                        kind.name(),
                        Long.toString(messages))
                .toArray(String[]::new);
    }

    /** Whether no two messages can be the same. */
    boolean byCoordinates() {
        return identity.equals("coordinates");
    }

    /** The name as a table or prefix can have it. */
    String identifier() {
        return name.replaceAll("\\W", "_") + "_";
    }
}
