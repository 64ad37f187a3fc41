package io.eos.servers;

import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * Which fault each connection of a {@link FaultProxy} has, by the number of the connection. Stateless, thread-safe: the same connection of the
 * same plan always has the same fault.
 */
@FunctionalInterface
public interface FaultPlan {
    /** Nothing happens to any connection. */
    FaultPlan NONE = all(Fault.PASS);

    /** The fault of a connection, counted from 0 in the order in which they come. */
    Fault of(int connection);

    /** Every connection has the same. */
    static FaultPlan all(Fault fault) {
        return connection -> fault;
    }

    /** The fault of each connection is drawn from those given. */
    static FaultPlan drawn(long seed, List<Fault> faults) {
        List<Fault> choice = List.copyOf(faults);
        return connection -> choice.get(random(seed, connection).nextInt(choice.size()));
    }

    /** About half of all connections end badly, in one of all ways, after up to so many bytes of answers; the others are well, or late. */
    static FaultPlan flaky(long seed, int withinBytes) {
        return connection -> {
            Random random = random(seed, connection);
            long after = random.nextInt(withinBytes);
            return switch (random.nextInt(8)) {
                case 0 -> new Fault.Cut(after);
                case 1 -> new Fault.Reset(after);
                case 2 -> new Fault.HalfClose(after);
                case 3 -> new Fault.Delay(Duration.ofMillis(random.nextInt(50)));
                case 4 -> Fault.REFUSE;
                default -> Fault.PASS;
            };
        };
    }

    private static Random random(long seed, int connection) {
        // Neighbouring seeds give neighbouring first numbers.
        Random random = new Random(seed * 0x9E3779B97F4A7C15L + connection);
        random.nextLong();
        return random;
    }
}
