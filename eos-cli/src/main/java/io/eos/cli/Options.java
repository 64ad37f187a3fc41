package io.eos.cli;

import io.eos.spi.SettingsReader;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Checks and reads what options were given, with one wording for what is wrong. Stateless. */
final class Options {
    private Options() {}

    /**
     * Makes sure that a number is in its range.
     *
     * @throws CommandFailure naming the option and its range, if not
     */
    static void check(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw CommandFailure.usage(option + " was " + value + " but must be from " + least + " to " + most);
        }
    }

    /**
     * Finds a constant by its {@linkplain SettingsReader#hyphenated name}, in upper or lower case.
     *
     * @throws CommandFailure naming the option and the names of all constants, if there is none
     */
    static <E extends Enum<E>> E parse(String option, String text, Class<E> type) {
        return Arrays.stream(type.getEnumConstants())
                .filter(one -> SettingsReader.hyphenated(one).equals(text.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> CommandFailure.usage(option + " was '" + text + "' but must be "
                        + Arrays.stream(type.getEnumConstants())
                                .map(SettingsReader::hyphenated)
                                .collect(Collectors.joining(", "))));
    }
}
