package io.eos.store.jdbc;

import io.eos.api.CorruptRecordException;
import io.eos.api.ResultStatus;
import io.eos.spi.StoreAdmin.EntryState;

/** What a row of the result table stands for. The codes are stored: they never change. */
enum RowState {
    CLAIMED(1),
    PROCESSED(2),
    DEAD_LETTER(3),
    /** Absent for everybody, but kept until purge: its token goes on from there. */
    RELEASED(4);

    private final short code;

    RowState(int code) {
        this.code = (short) code;
    }

    short code() {
        return code;
    }

    boolean done() {
        return this == PROCESSED || this == DEAD_LETTER;
    }

    static RowState of(int code) {
        for (RowState state : values()) {
            if (state.code == code) {
                return state;
            }
        }
        throw new CorruptRecordException("a row's state was " + code + " but must be 1 to 4");
    }

    static RowState of(ResultStatus status) {
        return switch (status) {
            case PROCESSED -> PROCESSED;
            case DEAD_LETTER -> DEAD_LETTER;
        };
    }

    static RowState of(EntryState state) {
        return switch (state) {
            case CLAIMED -> CLAIMED;
            case PROCESSED -> PROCESSED;
            case DEAD_LETTER -> DEAD_LETTER;
        };
    }
}
