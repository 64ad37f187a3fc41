package io.eos.spi;

/**
 * What acquiring a shard gives.
 *
 * @param tenure the new tenure
 * @param last the checkpoint as the tenures before left it, with the sequence at 0 and the watermark as what is acknowledged
 */
public record Acquisition(Tenure tenure, Checkpoint last) {}
