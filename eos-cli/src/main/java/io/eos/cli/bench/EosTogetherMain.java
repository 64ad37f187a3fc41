package io.eos.cli.bench;

/** {@link EosCopyMain} with a handler that is called once for all messages of a transaction. */
final class EosTogetherMain {
    private EosTogetherMain() {}

    /** For the arguments see {@link CopyArguments}. */
    public static void main(String[] args) throws Exception {
        EosCopyMain.run(CopyArguments.parse(args), true);
    }
}
