package io.eos.store.cassandra;

import io.eos.api.CorruptRecordException;
import io.eos.api.ResultStatus;
import io.eos.spi.StoreAdmin.EntryState;

/** What the row of an id stands for. The codes are stored: they never change. */
enum RowState {
    CLAIMED(1),
    PROCESSED(2),
    DEAD_LETTER(3),
    /** Absent for everybody, kept for its token. */
    RELEASED(4),
    /** The same, of which it is kept in mind too that a claim was ended neither by a result nor by a release. */
    INTERRUPTED(5);

    private final byte code;

    RowState(int code) {
        this.code = (byte) code;
    }

    byte code() {
        return code;
    }

    boolean done() {
        return this == PROCESSED || this == DEAD_LETTER;
    }

    /** Whether there is something to see for an operator. */
    boolean visible() {
        return this == CLAIMED || done();
    }

    boolean is(EntryState entry) {
        return switch (entry) {
            case CLAIMED -> this == CLAIMED;
            case PROCESSED -> this == PROCESSED;
            case DEAD_LETTER -> this == DEAD_LETTER;
        };
    }

    static RowState of(int code) {
        for (RowState state : values()) {
            if (state.code == code) {
                return state;
            }
        }
        throw new CorruptRecordException("a row's state was " + code + " but must be 1 to 5");
    }

    static RowState of(ResultStatus status) {
        return switch (status) {
            case PROCESSED -> PROCESSED;
            case DEAD_LETTER -> DEAD_LETTER;
        };
    }
}
