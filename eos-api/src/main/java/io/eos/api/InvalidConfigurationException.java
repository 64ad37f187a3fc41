package io.eos.api;

import java.util.List;

/** The configuration cannot work. It lists all that is wrong at once; retrying without a change is of no use. */
public class InvalidConfigurationException extends EosException {
    private final transient List<String> problems;

    /**
     * One problem: what was found, and what is allowed.
     *
     * @param problem a sentence that names the setting, what was found and what is allowed
     */
    public InvalidConfigurationException(String problem) {
        this(List.of(problem));
    }

    /**
     * One problem with its cause.
     *
     * @param problem a sentence that names the setting, what was found and what is allowed
     * @param cause why it is one
     */
    public InvalidConfigurationException(String problem, Throwable cause) {
        super(problem, cause);
        this.problems = List.of(problem);
    }

    /**
     * All problems, each a sentence of its own.
     *
     * @param problems at least one; each names the setting, what was found and what is allowed
     */
    public InvalidConfigurationException(List<String> problems) {
        super(
                problems.size() == 1
                        ? problems.get(0)
                        : problems.size() + " problems:\n  - " + String.join("\n  - ", problems));
        this.problems = List.copyOf(problems);
    }

    /** {@return each problem, in the order in which they were found} */
    public List<String> problems() {
        return problems;
    }
}
