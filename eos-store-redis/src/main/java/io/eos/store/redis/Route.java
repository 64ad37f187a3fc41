package io.eos.store.redis;

import java.util.List;
import redis.clients.jedis.Connection;

/** Knows which server holds a slot, and has connections to it. Thread-safe. Its methods throw what Jedis throws. */
interface Route extends AutoCloseable {
    /** The server that holds a slot, by a name that orders servers. */
    String server(int slot);

    /** All servers that hold slots. */
    List<String> servers();

    /** A connection from the server's pool, to be closed by the caller. Waits where all are in use. */
    Connection connect(String server);

    /** Asks again which server holds what, after one said that it does not, or did not answer. */
    void refresh();

    /** Drops idle connections to a server that broke one: after a restart the others are as dead. */
    void lost(String server);

    /** Gives all connections back. */
    @Override
    void close();
}
