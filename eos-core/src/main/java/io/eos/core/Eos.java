package io.eos.core;

/** The entry point: {@code Eos.processor("payments").topics("payments").store("jdbc:h2:file:./eos").handle(handler).start()}. */
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
