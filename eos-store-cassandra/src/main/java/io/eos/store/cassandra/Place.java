package io.eos.store.cassandra;

import io.eos.api.MessageId;
import io.eos.api.Shard;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A place in which ids are unique, as an operator sees it: without a tenure. Thread-safe. */
interface Place {
    /** The shard that it is, or null if it is a processor. */
    @Nullable Shard shard();

    /** The rows of ids, at the serial level. */
    Map<MessageId, IdRow> rows(String operation, List<MessageId> ids);

    /** All rows from an id on, without their results. */
    Stream<IdRow> scan(String operation, @Nullable MessageId from);

    /** Whether a scan goes by the order of ids. */
    boolean sorted();

    /** Writes rows, each on its condition: together where they are in one partition. */
    List<Calls.Applied> write(String operation, List<RowWrite> writes);
}
