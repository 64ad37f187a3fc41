package io.eos.api;

/** How processing a message ended. The codes are stored: they never change. */
public enum ResultStatus {
    /** The handler succeeded. */
    PROCESSED(1),
    /** The handler failed for good, or never saw the message; its dead letter is the result. */
    DEAD_LETTER(2);

    private final byte code;

    ResultStatus(int code) {
        this.code = (byte) code;
    }

    /** {@return the byte that stands for this status in stored results} */
    public byte code() {
        return code;
    }

    /**
     * The inverse of {@link #code()}.
     *
     * @param code what {@link #code()} gave
     * @return the status
     * @throws CorruptRecordException if no status has this code
     */
    public static ResultStatus of(byte code) {
        return switch (code) {
            case 1 -> PROCESSED;
            case 2 -> DEAD_LETTER;
            default -> throw new CorruptRecordException("a result's status was " + code + " but must be 1 or 2");
        };
    }
}
