package io.eos.bench;

import io.eos.api.MessageId;
import io.eos.api.Scope;
import io.eos.peers.Peer;
import io.eos.peers.PeerKind;
import io.eos.spi.Completion;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Whatever looks up messages and then remembers them as done, over one connection: eos, the bare client, or a peer. Used by one thread at a
 * time.
 */
interface Contender extends AutoCloseable {
    /** A call that is ready to be timed. */
    interface Call {
        void run() throws Exception;
    }

    /** Takes a batch of new messages, and makes all that need not be timed: what a program has at hand anyway. */
    Call prepare(Batch batch);

    @Override
    void close();

    /** The names of all that there are for a storage system; those of eos, one for each scope, are first. */
    static List<String> all(String store) {
        Stream<String> peers = PeerKind.of(store).stream().map(PeerKind::label);
        return Stream.concat(Stream.of("eos-processor", "eos-shard", "bare"), peers)
                .toList();
    }

    /** Opens one of them, which finds nothing there. */
    static Contender open(Place place, String name) throws Exception {
        return switch (name) {
            case "eos-processor" -> client(place.client("eos", Scope.PROCESSOR));
            case "eos-shard" -> client(place.client("eos", Scope.SHARD));
            case "bare" -> client(place.client("bare", Scope.PROCESSOR));
            default -> peer(place.peer(PeerKind.named(name)));
        };
    }

    private static Contender client(Client client) {
        return new Contender() {
            @Override
            public Call prepare(Batch batch) {
                List<MessageId> ids =
                        batch.completions().stream().map(Completion::id).toList();
                return () -> {
                    if (client.find(ids) != 0) {
                        throw new IllegalStateException("an id was found before it was there");
                    }
                    client.record(batch);
                };
            }

            @Override
            public void close() {
                try {
                    client.close();
                } catch (SQLException e) {
                    throw new IllegalStateException("the client could not be closed", e);
                }
            }
        };
    }

    private static Contender peer(Peer peer) {
        return new Contender() {
            @Override
            public Call prepare(Batch batch) {
                List<String> ids = batch.messages().stream()
                        .map(each -> HexFormat.of().formatHex(each.id()))
                        .toList();
                return () -> {
                    if (peer.markNew(ids) != ids.size()) {
                        throw new IllegalStateException("an id was there already");
                    }
                };
            }

            @Override
            public void close() {
                peer.close();
            }
        };
    }
}
