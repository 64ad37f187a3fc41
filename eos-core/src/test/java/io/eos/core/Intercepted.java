package io.eos.core;

import io.eos.testkit.SimulatedCrash;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/** Kafka's clients and stores with something done around some of their calls. */
final class Intercepted {
    private Intercepted() {}

    /** The call itself, to be made or not. */
    @FunctionalInterface
    interface Call {
        @Nullable Object proceed() throws Throwable;
    }

    /** What is done around a call. */
    @FunctionalInterface
    interface Around {
        @Nullable Object call(String method, Call call) throws Throwable;
    }

    /** A node dies when its transaction is whole, and not committed. */
    static @Nullable Object dieBeforeCommit(String method, Call call) throws Throwable {
        if (method.equals("commitTransaction")) {
            throw new SimulatedCrash("before commitTransaction");
        }
        return call.proceed();
    }

    @SuppressWarnings("unchecked")
    static <T> T around(Class<?> type, T real, Around around) {
        return (T) Proxy.newProxyInstance(
                Intercepted.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> around.call(method.getName(), () -> invoke(real, method, arguments)));
    }

    private static @Nullable Object invoke(Object real, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    static ProcessorStart.Clients producer(Around around) {
        return new ProcessorStart.Clients() {
            @Override
            public Producer<byte[], byte[]> producer(Map<String, Object> config) {
                return around(Producer.class, ProcessorStart.Clients.KAFKA.producer(config), around);
            }
        };
    }

    static ProcessorStart.Clients consumer(Around around) {
        return new ProcessorStart.Clients() {
            @Override
            public Consumer<byte[], byte[]> consumer(Map<String, Object> config, MetadataUpdates updates) {
                return around(Consumer.class, ProcessorStart.Clients.KAFKA.consumer(config, updates), around);
            }
        };
    }
}
