package io.eos.cli.chaos.judge;

import io.eos.cli.chaos.worker.EffectServer;

/**
 * A line of a log of evidence: something that a worker, or the {@link EffectServer}, saw happen. Immutable.
 *
 * @param worker who
 * @param from when it began, in nanoseconds of the machine's clock, which all JVMs of one machine share
 * @param to when it was over
 * @param id the message's id, empty where it is about none
 * @param partition the partition, or -1
 * @param offset the message's offset, or -1
 * @param token of the claim, or 0
 * @param epoch of the tenure, or 0
 * @param note more, without spaces; empty for nothing
 */
public record Event(
        Type type,
        String worker,
        long from,
        long to,
        String id,
        int partition,
        long offset,
        long token,
        long epoch,
        String note) {
    private static final int FIELDS = 10;

    /** What happened. */
    public enum Type {
        /** The store gave a tenure to the worker. */
        ACQUIRED,
        /** The store granted a claim; the note is {@code redelivered} where it was. */
        CLAIMED,
        /** The store renewed a claim's lease. */
        RENEWED,
        /** A claim is about to be given back. */
        RELEASED,
        /** A result is about to go to the store, where it may be though nobody hears an answer; the note is its nonce. */
        SENT,
        /** The store acknowledged that this result is the one that counts; the note is its nonce. */
        RECORDED,
        /** The store is asked to let a result which cannot be published give way to its dead letter; the note is that one's nonce. */
        REPLACED,
        /** The store removed results or claims that were too old; the note is how many. */
        PURGED,
        /** The store failed, or its answer was lost: what was asked for may have happened. The note is the operation. */
        UNKNOWN,
        /** The store refused an old tenure. The note is the operation. */
        FENCED,
        /** A handler was called; the note is {@code redelivered} where it was told so. */
        CALLED,
        /** A handler made its effect; the note is the idempotency key. */
        EFFECT,
        /** The group's offset of a partition, as the broker told it. */
        COMMITTED,
        /** What was done to somebody or something; the note says what. */
        FAULT,
        /** A worker came to the point where it is to be killed or frozen; the note is the point. */
        POINT
    }

    public static Event of(Type type, String worker, long from, long to) {
        return new Event(type, worker, from, to, "", -1, -1, 0, 0, "");
    }

    /** That somebody had the store remove so much, just now. */
    public static Event purged(String who, long from, long count) {
        return of(Type.PURGED, who, from, System.nanoTime()).saying(Long.toString(count));
    }

    public Event as(Type newType) {
        return new Event(newType, worker, from, to, id, partition, offset, token, epoch, note);
    }

    public Event on(int newPartition, long newEpoch) {
        return new Event(type, worker, from, to, id, newPartition, offset, token, newEpoch, note);
    }

    public Event about(String newId, long newToken) {
        return new Event(type, worker, from, to, newId, partition, offset, newToken, epoch, note);
    }

    public Event at(int newPartition, long newOffset) {
        return new Event(type, worker, from, to, id, newPartition, newOffset, token, epoch, note);
    }

    public Event saying(String newNote) {
        return new Event(type, worker, from, to, id, partition, offset, token, epoch, newNote);
    }

    public boolean is(Type wanted) {
        return type == wanted;
    }

    public String line() {
        return String.join(
                " ",
                type.name(),
                worker,
                Long.toString(from),
                Long.toString(to),
                orDash(id),
                Integer.toString(partition),
                Long.toString(offset),
                Long.toString(token),
                Long.toString(epoch),
                orDash(note));
    }

    /** Reads what {@link #line()} wrote. */
    public static Event parse(String line) {
        String[] parts = line.split(" ", -1);
        if (parts.length != FIELDS) {
            throw new IllegalArgumentException("a line of evidence has " + parts.length + " fields, not " + FIELDS);
        }
        return new Event(
                Type.valueOf(parts[0]),
                parts[1],
                Long.parseLong(parts[2]),
                Long.parseLong(parts[3]),
                orEmpty(parts[4]),
                Integer.parseInt(parts[5]),
                Long.parseLong(parts[6]),
                Long.parseLong(parts[7]),
                Long.parseLong(parts[8]),
                orEmpty(parts[9]));
    }

    private static String orDash(String text) {
        return text.isEmpty() ? "-" : text;
    }

    private static String orEmpty(String text) {
        return text.equals("-") ? "" : text;
    }
}
