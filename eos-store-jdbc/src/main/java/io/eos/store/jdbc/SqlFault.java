package io.eos.store.jdbc;

/** What an SQL error means for the caller. */
enum SqlFault {
    /** Deadlock, serialisation failure or lock timeout: roll back and run the transaction again. */
    VICTIM,
    /** The connection or the server is gone, or will not serve now. */
    UNAVAILABLE,
    /** A unique key was there already. */
    DUPLICATE,
    /** What was sent does not fit or is not allowed: no repetition helps. */
    REJECTED,
    /** Anything else. */
    OTHER
}
