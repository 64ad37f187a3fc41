package io.eos.cli;

/** The exit statuses of the {@code eos} command. They are part of its interface: never change them. */
final class ExitStatus {
    static final int OK = 0;
    static final int AUDIT_FAILED = 1;
    static final int USAGE = 2;
    static final int CONFIGURATION = 3;
    static final int BROKER = 4;
    static final int STORE = 5;
    /** Something that eos did not expect: a defect. The number is what {@code sysexits.h} calls a software error. */
    static final int DEFECT = 70;

    static final int INTERRUPTED = 130;

    private ExitStatus() {}
}
