package io.eos.cli.chaos.trial;

import io.eos.cli.demo.DemoServer;
import io.eos.servers.FaultProxy;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A worker's ways to the broker and to the storage system, each through a proxy of its own.
 *
 * @param store null where the storage system is a file
 */
public record Link(FaultProxy broker, @Nullable FaultProxy store, String address) implements AutoCloseable {
    private static final Pattern PORT = Pattern.compile("(?<=:)\\d{4,5}(?=[/?;]|$)");

    public static Link of(FaultProxy broker, DemoServer server) {
        if (server.server() == null) {
            return new Link(broker, null, server.address());
        }
        Matcher port = PORT.matcher(server.address());
        if (!port.find()) {
            throw new IllegalStateException("no port in the storage system's address");
        }
        FaultProxy store = FaultProxy.to(Integer.parseInt(port.group()));
        return new Link(broker, store, port.replaceFirst(Integer.toString(store.port())));
    }

    String bootstrapServers() {
        return "127.0.0.1:" + broker.port();
    }

    @Override
    public void close() {
        broker.close();
        if (store != null) {
            store.close();
        }
    }
}
