package io.eos.spi;

import java.util.UUID;

/**
 * A processor as the store knows it.
 *
 * @param incarnation random, given when the store first saw the processor; another one means that the store was emptied since
 * @param stored what was registered first, which may differ from what was asked for now
 */
public record Registration(UUID incarnation, ProcessorSpec stored) {}
