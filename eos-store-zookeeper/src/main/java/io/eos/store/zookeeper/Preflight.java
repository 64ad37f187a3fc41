package io.eos.store.zookeeper;

import io.eos.spi.Finding;
import io.eos.spi.Registration;
import java.util.ArrayList;
import java.util.List;

/** Looks for what breaks the guarantee, as far as a client can see it. Thread-safe. */
final class Preflight {
    /** ZooKeeper's own system property, of this JVM. */
    private static final String MAX_BUFFER = "jute.maxbuffer";

    /** So many ids in a directory are a million and a half in all, which take a gigabyte or more of the servers' memory. */
    private static final int CROWDED = 6_000;

    private static final int NEEDED_BUFFER = 1 << 20;

    private final Client client;
    private final Layout layout;
    private final CallRunner calls;

    Preflight(Client client, Layout layout, CallRunner calls) {
        this.client = client;
        this.layout = layout;
        this.calls = calls;
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        client.checkOpen();
        Integer buffer = Integer.getInteger(MAX_BUFFER);
        if (buffer != null && buffer < NEEDED_BUFFER - 1) {
            findings.add(Finding.refuse("the system property " + MAX_BUFFER + " is " + buffer
                    + ", so that longer answers of ZooKeeper end the connection; it must be " + (NEEDED_BUFFER - 1)
                    + " or more, here and on the servers"));
        }
        for (Registration processor :
                calls.run("a preflight check", call -> new Processors(client, layout).all(call))) {
            crowded(processor.stored().name(), findings);
        }
        return findings;
    }

    /** Ids are spread evenly, so that one directory stands for all. */
    private void crowded(String processor, List<Finding> findings) {
        String path = layout.bucket(processor, 0);
        int ids = calls.run("a preflight check", call -> {
            ZNode directory = client.read(call, path);
            return directory == null ? 0 : directory.stat().getNumChildren();
        });
        if (ids > CROWDED) {
            findings.add(Finding.warn("processor " + processor + " has about " + (long) ids * Layout.BUCKETS
                    + " ids, which is much for ZooKeeper, that keeps them in memory; shorten the retention, or use"
                    + " another store"));
        }
    }
}
