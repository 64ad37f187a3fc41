package io.eos.core;

/**
 * Starts here:
 *
 * <pre>{@code
 * Eos.processor("payments")
 *         .bootstrapServers("localhost:9092")
 *         .store("jdbc:h2:file:./eos")
 *         .topics("payments")
 *         .identity(MessageIdentity.header("payment-id"))
 *         .handle(handler)
 *         .start()
 * }</pre>
 */
public final class Eos {
    private Eos() {}

    /**
     * Begins to describe a processor.
     *
     * @param name scopes all that is stored, and is the consumer group's name by default; never change it, and never use it for anything
     *     else
     * @return a builder with byte arrays as keys and values
     */
    public static ProcessorBuilder<byte[], byte[]> processor(String name) {
        return ProcessorBuilder.named(name);
    }
}
