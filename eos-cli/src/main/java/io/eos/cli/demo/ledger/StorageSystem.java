package io.eos.cli.demo.ledger;

/** What can hold the ledger and the results of the demo. */
public enum StorageSystem {
    /** An H2 file that the processes share. */
    H2("H2 in a file", "plain SQL"),
    /** A PostgreSQL server. */
    POSTGRESQL("PostgreSQL", "plain SQL"),
    /** A MariaDB server. */
    MARIADB("MariaDB", "plain SQL"),
    /** A Redis server. */
    REDIS("Redis", "plain Redis commands"),
    /** A ZooKeeper server. */
    ZOOKEEPER("ZooKeeper", "ZooKeeper's own client"),
    /** A Cassandra server. */
    CASSANDRA("Cassandra", "plain CQL");

    private final String title;
    private final String access;

    StorageSystem(String title, String access) {
        this.title = title;
        this.access = access;
    }

    /** What it is called. */
    public String title() {
        return title;
    }

    /** What the audit reads it with. */
    public String access() {
        return access;
    }

    /** Whether a handler can make entries in the transaction that records its result. */
    public boolean transacts() {
        return this != CASSANDRA;
    }

    /** Whether a store on it has a schema to be made. */
    public boolean hasSchema() {
        return this != REDIS && this != ZOOKEEPER;
    }

    /**
     * Opens a ledger, which need not be there yet.
     *
     * @param address of the system, as the store takes it
     * @throws LedgerException if it does not answer
     */
    public Ledger open(String address, String name) {
        return switch (this) {
            case H2, POSTGRESQL, MARIADB -> new SqlLedger(address, name);
            case REDIS -> new RedisLedger(address, name);
            case ZOOKEEPER -> new ZooKeeperLedger(address, name);
            case CASSANDRA -> new CassandraLedger(address, name);
        };
    }
}
