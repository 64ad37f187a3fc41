package io.eos.store.cassandra;

import static io.eos.store.cassandra.RowStatements.bytes;
import static io.eos.store.cassandra.RowStatements.ofShard;

import com.datastax.driver.core.BoundStatement;
import com.datastax.driver.core.Row;
import io.eos.api.CorruptRecordException;
import io.eos.api.NotRegisteredException;
import io.eos.api.Scope;
import io.eos.api.Shard;
import io.eos.spi.AttributesCodec;
import io.eos.spi.ProcessorSpec;
import io.eos.spi.Registration;
import io.eos.spi.StoreAdmin;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The processors, and which shards each has. Thread-safe; remembers nothing. Each write is a lightweight transaction on one row. */
final class Processors {
    private final CassandraStatements statements;
    private final Calls calls;

    Processors(CassandraStatements statements, Calls calls) {
        this.statements = statements;
        this.calls = calls;
    }

    Registration register(ProcessorSpec spec) {
        String operation = "the registration of " + spec.name();
        UUID incarnation = UUID.randomUUID();
        Attempts attempts = new Attempts(operation, calls.address());
        while (true) {
            Registration known = attempts.run(() -> find(operation, spec.name()));
            if (known != null) {
                return known;
            }
            BoundStatement insert = statements
                    .register
                    .bind()
                    .setString("name", spec.name())
                    .setString("scope", spec.scope().name())
                    .setUUID("incarnation", incarnation)
                    .setBytes("attributes", ByteBuffer.wrap(AttributesCodec.encode(spec.attributes())));
            Calls.Applied applied = attempts.run(() -> calls.write(operation, insert));
            if (applied == Calls.Applied.YES) {
                return new Registration(incarnation, spec);
            }
            attempts.again(applied);
        }
    }

    void amend(String processor, Map<String, String> attributes) {
        String operation = "the amendment of " + processor;
        Attempts attempts = new Attempts(operation, calls.address());
        while (true) {
            Registration known = attempts.run(() -> find(operation, processor));
            if (known == null) {
                return;
            }
            SortedMap<String, String> before = known.stored().attributes();
            SortedMap<String, String> merged = new TreeMap<>(before);
            merged.putAll(attributes);
            BoundStatement update = statements
                    .amend
                    .bind()
                    .setString("name", processor)
                    .setBytes("attributes", ByteBuffer.wrap(AttributesCodec.encode(merged)))
                    .setBytes("old_attributes", ByteBuffer.wrap(AttributesCodec.encode(before)));
            Calls.Applied applied = attempts.run(() -> calls.write(operation, update));
            if (applied == Calls.Applied.YES) {
                return;
            }
            attempts.again(applied);
        }
    }

    void require(String processor) {
        if (find("a look-up of " + processor, processor) == null) {
            throw new NotRegisteredException(processor);
        }
    }

    @Nullable Registration find(String operation, String processor) {
        Row row = calls.read(operation, statements.processor.bind().setString("name", processor))
                .one();
        return row == null ? null : registration(row);
    }

    /** All of them by name; found by a scan, as no serial read spans partitions. */
    List<Registration> all() {
        List<Registration> all = new ArrayList<>();
        calls.readPages("a list of processors", statements.processors.bind())
                .forEachRemaining(row -> all.add(registration(row)));
        all.sort(Comparator.comparing(each -> each.stored().name()));
        return all;
    }

    /** Adds a shard to its processor's list, where it may be already. */
    Calls.Applied list(String operation, Shard shard) {
        return calls.write(operation, ofShard(statements.listShard, shard));
    }

    /** The shards that were listed, by topic id and partition; of one that could not be acquired after that there is no head. */
    List<Shard> shards(String operation, String processor) {
        List<Shard> shards = new ArrayList<>();
        calls.readPages(operation, statements.shards.bind().setString("processor", processor))
                .forEachRemaining(row -> shards.add(new Shard(processor, row.getUUID("topic"), row.getInt("part"))));
        shards.sort(StoreAdmin.SHARD_ORDER);
        return shards;
    }

    private static Registration registration(Row row) {
        String name = row.getString("name");
        String scope = row.getString("scope");
        UUID incarnation = row.getUUID("incarnation");
        if (name == null || scope == null || incarnation == null) {
            throw new CorruptRecordException("the row of processor " + name + " lacks its scope or its incarnation");
        }
        SortedMap<String, String> attributes = AttributesCodec.decode(bytes(row, "attributes"));
        try {
            return new Registration(incarnation, new ProcessorSpec(name, Scope.valueOf(scope), attributes));
        } catch (IllegalArgumentException e) {
            throw new CorruptRecordException(
                    "processor " + name + " of scope " + scope + " is stored in a form that this release does not know",
                    e);
        }
    }
}
