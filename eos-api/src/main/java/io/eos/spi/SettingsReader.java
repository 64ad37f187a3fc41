package io.eos.spi;

import io.eos.api.InvalidConfigurationException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads typed settings and reports all that is wrong at once: every bad value and every unknown key, with those that are known.
 *
 * <p>Read everything, then call {@link #finish()}. Until then bad values yield their default. Not thread-safe. Values of keys that
 * name a secret are never shown.
 */
public final class SettingsReader {
    private static final Pattern DURATION = Pattern.compile("(\\d+)\\s*(ms|s|m|h|d)");

    private static final Duration LONGEST_IN_MILLIS = Duration.ofMillis(Long.MAX_VALUE);

    private final String what;
    private final Map<String, String> settings;
    private final Set<String> known = new TreeSet<>();
    private final List<String> problems = new ArrayList<>();

    /**
     * A reader.
     *
     * @param what stands before each key in messages, such as {@code eos.} or {@code store.}
     * @param settings values by key, as a user gave them
     */
    public SettingsReader(String what, Map<String, String> settings) {
        this.what = what;
        this.settings = settings;
    }

    /**
     * {@return a text that may be absent}
     *
     * @param key without the prefix of messages
     */
    public Optional<String> text(String key) {
        known.add(key);
        return Optional.ofNullable(settings.get(key)).map(String::strip).filter(value -> !value.isEmpty());
    }

    /**
     * {@return a text with a default}
     *
     * @param key without the prefix of messages
     * @param otherwise the default
     */
    public String text(String key, String otherwise) {
        return text(key).orElse(otherwise);
    }

    /**
     * {@return {@code true} or {@code false}}
     *
     * @param key without the prefix of messages
     * @param otherwise the default, also where the text is neither
     */
    public boolean flag(String key, boolean otherwise) {
        return read(key, otherwise, "true or false", value -> switch (value.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException();
        });
    }

    /**
     * {@return a whole number in a range}
     *
     * @param key without the prefix of messages
     * @param otherwise the default, also where the text is no such number
     * @param least allowed
     * @param most allowed
     */
    public int number(String key, int otherwise, int least, int most) {
        return read(key, otherwise, "a whole number from " + least + " to " + most, value -> {
            int number = Integer.parseInt(value);
            if (number < least || number > most) {
                throw new IllegalArgumentException();
            }
            return number;
        });
    }

    /**
     * {@return a duration such as {@code 500ms}, {@code 10s}, {@code 5m}, {@code 2h}, {@code 30d} or ISO-8601's {@code PT10S}, in a range}
     *
     * @param key without the prefix of messages
     * @param otherwise the default, also where the text is no such duration
     * @param least allowed
     * @param most allowed
     */
    public Duration duration(String key, Duration otherwise, Duration least, Duration most) {
        return read(
                key,
                otherwise,
                "a duration from " + show(least) + " to " + show(most) + ", as in 500ms, 10s or 30d",
                value -> {
                    Duration duration = parseDuration(value);
                    if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
                        throw new IllegalArgumentException();
                    }
                    return duration;
                });
    }

    /**
     * {@return one of an enum's constants, in lower case with hyphens}
     *
     * @param <E> the enum
     * @param key without the prefix of messages
     * @param otherwise the default, also where the text is none of them
     */
    public <E extends Enum<E>> E choice(String key, E otherwise) {
        E[] constants = otherwise.getDeclaringClass().getEnumConstants();
        String allowed =
                Arrays.stream(constants).map(SettingsReader::hyphenated).collect(Collectors.joining(", "));
        return read(
                key,
                otherwise,
                "one of " + allowed,
                value -> Arrays.stream(constants)
                        .filter(constant -> hyphenated(constant).equalsIgnoreCase(value))
                        .findFirst()
                        .orElseThrow(IllegalArgumentException::new));
    }

    /**
     * {@return a value that a function reads; it throws {@link IllegalArgumentException} for one that is not {@code allowed}, or an {@link
     * InvalidConfigurationException} that says by itself what is wrong}
     *
     * @param <T> what is read
     * @param key without the prefix of messages
     * @param otherwise the default, also where the text cannot be read
     * @param allowed what is allowed, as the message says it
     * @param parse makes the value of the text
     */
    public <T> T read(String key, T otherwise, String allowed, Function<String, T> parse) {
        Optional<String> value = text(key);
        if (value.isEmpty()) {
            return otherwise;
        }
        try {
            return parse.apply(value.get());
        } catch (InvalidConfigurationException e) {
            e.problems().forEach(problem -> problems.add(what + key + ": " + problem));
            return otherwise;
        } catch (IllegalArgumentException e) {
            problems.add(what + key + " was '" + (secret(key) ? "***" : value.get()) + "' but must be " + allowed);
            return otherwise;
        }
    }

    /**
     * Adds a problem that was found in another way, such as two settings that exclude each other.
     *
     * @param sentence names the setting, what was found and what is allowed
     */
    public void problem(String sentence) {
        problems.add(sentence);
    }

    /**
     * A key that is known and read elsewhere.
     *
     * @param key without the prefix of messages; one that ends in {@code *} stands for all that begin so
     */
    public void knows(String key) {
        known.add(key);
    }

    /** {@return all problems so far, unknown keys among them} */
    public List<String> problems() {
        List<String> all = new ArrayList<>(problems);
        new TreeSet<>(settings.keySet())
                .stream()
                        .filter(key -> !known.contains(key))
                        .forEach(key -> all.add("unknown setting " + what + key + similar(key) + "known are: "
                                + known.stream().map(k -> what + k).collect(Collectors.joining(", "))));
        return all;
    }

    private String similar(String key) {
        List<String> similar = SimilarNames.to(key, known);
        return similar.isEmpty()
                ? "; "
                : "; did you mean " + similar.stream().map(k -> what + k).collect(Collectors.joining(" or ")) + "? ";
    }

    /**
     * Ends the reading.
     *
     * @throws InvalidConfigurationException if there was any problem
     */
    public void finish() {
        List<String> all = problems();
        if (!all.isEmpty()) {
            throw new InvalidConfigurationException(all);
        }
    }

    /**
     * {@return whether a key's value is not for logs}
     *
     * @param key a setting's name
     */
    public static boolean secret(String key) {
        String lower = key.toLowerCase(Locale.ROOT);
        return lower.contains("password")
                || lower.contains("passphrase")
                || lower.contains("passwd")
                || lower.contains("pwd")
                || lower.contains("secret")
                || lower.contains("token")
                || lower.contains("credential")
                || lower.contains("jaas");
    }

    /**
     * {@return a constant's name as a setting's value: {@code READ_BACK} is {@code read-back}}
     *
     * @param constant of any enum
     */
    public static String hyphenated(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Duration parseDuration(String text) {
        Matcher matcher = DURATION.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            try {
                return Duration.parse(text);
            } catch (DateTimeParseException e) {
                throw new IllegalArgumentException(e);
            }
        }
        try {
            long amount = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "h" -> Duration.ofHours(amount);
                default -> Duration.ofDays(amount);
            };
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /**
     * {@return a duration as it is written in settings, in the largest unit that shows it whole; in ISO-8601 where none does}
     *
     * @param duration not negative
     */
    public static String show(Duration duration) {
        if (!duration.truncatedTo(ChronoUnit.MILLIS).equals(duration)
                || duration.abs().compareTo(LONGEST_IN_MILLIS) > 0) {
            return duration.toString();
        }
        long millis = duration.toMillis();
        if (millis == 0 || millis % 1000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3600 == 0) {
            return seconds / 3600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
