package io.eos.core;

import io.eos.api.Output;
import io.eos.api.StoredResult;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The user's handler, with types erased and serialization added, as the loop calls it. */
sealed interface Work {
    /** Which kind of handler it is. */
    HandlerKind kind();

    /** {@code transform}. */
    non-sealed interface Transform extends Work {
        List<Output> apply(ConsumerRecord<byte[], byte[]> raw, ConsumerRecord<?, ?> decoded, HandlerContext context)
                throws Exception;

        @Override
        default HandlerKind kind() {
            return HandlerKind.TRANSFORM;
        }
    }

    /** {@code transact}. */
    non-sealed interface Transact<R> extends Work {
        Class<R> resourceType();

        void apply(ConsumerRecord<?, ?> decoded, R resource, HandlerContext context) throws Exception;

        /** Whether the messages of a transaction are given to {@link #applyTogether} and not, one by one, to {@link #apply}. */
        default boolean together() {
            return false;
        }

        default void applyTogether(List<ConsumerRecord<?, ?>> decoded, R resource) throws Exception {
            throw new UnsupportedOperationException();
        }

        @Override
        default HandlerKind kind() {
            return HandlerKind.TRANSACT;
        }
    }

    /** {@code handle}. */
    non-sealed interface Effect extends Work {
        void apply(ConsumerRecord<?, ?> decoded, HandlerContext context) throws Exception;

        void compensate(ConsumerRecord<?, ?> decoded, StoredResult winner, HandlerContext context) throws Exception;

        @Override
        default HandlerKind kind() {
            return HandlerKind.HANDLE;
        }
    }
}
