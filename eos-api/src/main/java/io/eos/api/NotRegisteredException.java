package io.eos.api;

/**
 * The store does not know the processor: it never was registered there, or the store was emptied or replaced since. Nothing was written; a
 * repetition cannot help.
 */
public class NotRegisteredException extends EosException {
    /**
     * With the processor's name.
     *
     * @param processor the name that the store does not know
     */
    public NotRegisteredException(String processor) {
        super("processor " + processor + " is not registered in this store; was the store emptied?");
    }
}
