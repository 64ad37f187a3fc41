package io.eos.cli.signal;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Tells a command that the user, or the system, wants it to end: SIGINT or SIGTERM. A second signal ends the process at once.
 * Thread-safe; one at a time.
 *
 * <p>A shutdown hook would not do: the JVM runs all hooks at the same time, and a database inside this process closes itself in
 * one, while the drain still needs it. The JDK's signals have no other door than {@code sun.misc}, which is opened by reflection,
 * as the compiler warns about it in a way that cannot be suppressed.
 */
public final class Interruption implements AutoCloseable {
    private static final int INTERRUPTED = 130;

    private final CountDownLatch requested = new CountDownLatch(1);
    private final Map<Object, Object> previous = new LinkedHashMap<>();

    /** Listens from now on. */
    public Interruption() {
        for (String name : List.of("INT", "TERM")) {
            try {
                Class<?> type = Class.forName("sun.misc.SignalHandler");
                Object handler = Proxy.newProxyInstance(
                        Interruption.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                            if (method.getName().equals("handle")) {
                                signalled();
                            }
                            return method.getReturnType() == int.class
                                    ? System.identityHashCode(this)
                                    : method.getReturnType() == boolean.class ? false : null;
                        });
                Object signal = Class.forName("sun.misc.Signal")
                        .getConstructor(String.class)
                        .newInstance(name);
                previous.put(signal, handle(signal, handler));
            } catch (ReflectiveOperationException | RuntimeException e) {
                // Without signals the process ends at once, which loses and doubles nothing either.
            }
        }
    }

    private void signalled() {
        if (requested.getCount() == 0) {
            Runtime.getRuntime().halt(INTERRUPTED);
        }
        requested.countDown();
    }

    /** Waits for a signal; true if there was one. */
    public boolean await(Duration time) throws InterruptedException {
        return requested.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Object handle(Object signal, Object handler) throws ReflectiveOperationException {
        return signal.getClass()
                .getMethod("handle", signal.getClass(), Class.forName("sun.misc.SignalHandler"))
                .invoke(null, signal, handler);
    }

    @Override
    public void close() {
        previous.forEach((signal, handler) -> {
            try {
                handle(signal, handler);
            } catch (ReflectiveOperationException e) {
                // it stays as it is
            }
        });
    }
}
