package io.eos.store.cassandra;

import io.eos.api.InvalidConfigurationException;
import io.eos.api.StoreAddress;
import io.eos.testkit.Fuzz;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Addresses, damaged. Rows are typed by the server; their blobs are those of all stores. */
class FuzzTest {
    @Test
    void addresses() {
        List<String> valid = List.of(
                "cassandra://user:pw@localhost:9042/eos?dc=datacenter1&tls=true",
                "cassandra://[::1],b/eos?dc=datacenter1");
        new Fuzz(InvalidConfigurationException.class)
                .texts(valid, text -> CassandraAddress.parse(StoreAddress.parse(text)));
    }
}
