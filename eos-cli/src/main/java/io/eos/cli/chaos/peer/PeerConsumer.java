package io.eos.cli.chaos.peer;

import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Consumers that notice duplicates, of one library; found with {@link java.util.ServiceLoader}. Used by one thread. */
public interface PeerConsumer {
    /** What it offers, as {@link Peer#label()} has it. */
    Set<String> names();

    /**
     * Starts to consume, on threads of its own, and goes on until it is closed.
     *
     * @param name one of {@link #names()}
     * @return what ends it in good order
     */
    AutoCloseable start(String name, PeerTask task, Handler handler, Points points) throws Exception;

    /** What is done for each message that is no duplicate. Thread-safe. */
    @FunctionalInterface
    interface Handler {
        /**
         * Makes the effect.
         *
         * @param redelivered whether the library says that this message was given to a handler before
         * @throws HandlerFailedException if it does not succeed; whether there was an effect is not known
         */
        void handle(ConsumerRecord<byte[], byte[]> message, boolean redelivered) throws HandlerFailedException;
    }

    /** Where a consumer says what it is about to do, so that a fault can strike there. Thread-safe. */
    interface Points {
        /** The store is asked whether the message is new, or is told that it has begun. */
        void looking();

        /** It has answered. */
        void looked();

        /** The message is done, and the store is told so, if that is how it works. */
        void marking();

        /** It has answered; the offset is not committed. */
        void marked();
    }
}
