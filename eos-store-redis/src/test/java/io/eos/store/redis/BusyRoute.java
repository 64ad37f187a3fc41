package io.eos.store.redis;

import io.eos.api.FencedException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;

/** Another's route, with a node that writes before each call that goes over it, until it is fenced. For one thread. */
final class BusyRoute implements Route {
    private final Route route;
    private int written;

    @Nullable Node writer;

    BusyRoute(Route route) {
        this.route = route;
    }

    @Override
    public Connection connect(String server) {
        Node node = writer;
        if (node != null) {
            try {
                node.record("busy-" + written++);
            } catch (FencedException e) {
                writer = null;
            }
        }
        return route.connect(server);
    }

    @Override
    public String server(int slot) {
        return route.server(slot);
    }

    @Override
    public List<String> servers() {
        return route.servers();
    }

    @Override
    public void refresh() {
        route.refresh();
    }

    @Override
    public void lost(String server) {
        route.lost(server);
    }

    @Override
    public void close() {
        route.close();
    }
}
