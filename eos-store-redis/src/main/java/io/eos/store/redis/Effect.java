package io.eos.store.redis;

import io.eos.api.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A command that cannot fail once its arguments, and what its key holds, were looked at. Immutable.
 *
 * @param command its name
 * @param key what it changes
 * @param kind what the key must hold if it is there, or {@code any}
 * @param arguments what follows the key
 */
record Effect(String command, Bytes key, String kind, List<byte[]> arguments) {
    private static final int MOST_ARGUMENTS = 1_000;
    /** With at most {@link EffectQueue#MOST} of them, no sum leaves 64 bits. */
    private static final long MOST_BY = 1_000_000_000_000_000L;

    private static final Map<String, String> KINDS = Map.ofEntries(
            Map.entry("SET", "any"),
            Map.entry("DEL", "any"),
            Map.entry("UNLINK", "any"),
            Map.entry("EXPIRE", "any"),
            Map.entry("PEXPIRE", "any"),
            Map.entry("PERSIST", "any"),
            Map.entry("INCR", "string"),
            Map.entry("DECR", "string"),
            Map.entry("INCRBY", "string"),
            Map.entry("DECRBY", "string"),
            Map.entry("HSET", "hash"),
            Map.entry("HDEL", "hash"),
            Map.entry("HINCRBY", "hash"),
            Map.entry("LPUSH", "list"),
            Map.entry("RPUSH", "list"),
            Map.entry("SADD", "set"),
            Map.entry("SREM", "set"),
            Map.entry("ZADD", "zset"),
            Map.entry("ZREM", "zset"),
            Map.entry("ZINCRBY", "zset"),
            Map.entry("XADD", "stream"));

    /** Looks at a command. Messages tell the command, never its arguments. */
    static Effect of(String name, byte[] key, byte[]... arguments) {
        String command = name.toUpperCase(Locale.ROOT);
        String kind = KINDS.get(command);
        if (kind == null) {
            throw new IllegalArgumentException("the command " + command + " cannot be an effect; allowed are "
                    + String.join(", ", KINDS.keySet().stream().sorted().toList()));
        }
        if (arguments.length > MOST_ARGUMENTS) {
            throw new IllegalArgumentException(command + " was given " + arguments.length
                    + " arguments, but an effect takes at most " + MOST_ARGUMENTS);
        }
        List<byte[]> given = Arrays.stream(arguments).map(byte[]::clone).toList();
        int size = given.size();
        List<byte[]> sent = switch (command) {
            case "SET" -> set(given);
            case "DEL", "UNLINK", "PERSIST" -> sized(command, given, size == 0);
            case "INCR" -> by(sized(command, given, size == 0), 1);
            case "DECR" -> by(sized(command, given, size == 0), -1);
            case "INCRBY" -> by(List.of(), whole(command, one(command, given)));
            case "DECRBY" -> by(List.of(), -whole(command, one(command, given)));
            case "EXPIRE", "PEXPIRE" -> List.of(positive(command, one(command, given)));
            case "HSET" -> sized(command, given, size >= 2 && size % 2 == 0);
            case "HINCRBY" -> by(sized(command, given, size == 2).subList(0, 1), whole(command, given.get(1)));
            case "ZADD" -> scores(sized(command, given, size >= 2 && size % 2 == 0));
            case "ZINCRBY" -> scores(sized(command, given, size == 2));
            case "XADD" ->
                sized(
                        command,
                        given,
                        size >= 3 && size % 2 == 1 && text(given.get(0)).equals("*"));
            default -> sized(command, given, size >= 1);
        };
        // One script's check for all four.
        boolean counts = command.equals("INCR") || command.equals("DECR") || command.equals("DECRBY");
        return new Effect(counts ? "INCRBY" : command, Bytes.copyOf(key), kind, sent);
    }

    /** How many bytes its key and arguments are. */
    long size() {
        return key.size()
                + arguments.stream().mapToLong(argument -> argument.length).sum();
    }

    private static List<byte[]> sized(String command, List<byte[]> arguments, boolean fits) {
        if (!fits) {
            throw new IllegalArgumentException(
                    command + " was given " + arguments.size() + " arguments after its key, which it does not take so");
        }
        return arguments;
    }

    private static byte[] one(String command, List<byte[]> arguments) {
        return sized(command, arguments, arguments.size() == 1).get(0);
    }

    private static List<byte[]> set(List<byte[]> arguments) {
        if (arguments.size() == 1) {
            return arguments;
        }
        sized("SET", arguments, arguments.size() == 3);
        String option = text(arguments.get(1)).toUpperCase(Locale.ROOT);
        if (!option.equals("EX") && !option.equals("PX")) {
            throw new IllegalArgumentException("SET as an effect takes no option but EX and PX");
        }
        return List.of(arguments.get(0), Call.bytes(option), positive("SET", arguments.get(2)));
    }

    private static List<byte[]> by(List<byte[]> before, long by) {
        List<byte[]> all = new ArrayList<>(before);
        all.add(Call.bytes(Long.toString(by)));
        return all;
    }

    private static long whole(String command, byte[] argument) {
        String text = text(argument);
        if (text.matches("-?\\d{1,16}")) {
            long number = Long.parseLong(text);
            if (Math.abs(number) <= MOST_BY) {
                return number;
            }
        }
        throw new IllegalArgumentException(command + " needs a whole number from -" + MOST_BY + " to " + MOST_BY);
    }

    private static byte[] positive(String command, byte[] argument) {
        long number = whole(command, argument);
        if (number < 1 || number > MOST_BY / 1000) {
            throw new IllegalArgumentException(command + " needs a time from 1 to " + MOST_BY / 1000);
        }
        return Call.bytes(Long.toString(number));
    }

    /** Scores and members in turn; the scores in a form that Redis reads as the same number. */
    private static List<byte[]> scores(List<byte[]> arguments) {
        List<byte[]> sent = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i += 2) {
            double score;
            try {
                score = Double.parseDouble(text(arguments.get(i)));
            } catch (NumberFormatException e) {
                score = Double.NaN;
            }
            if (!Double.isFinite(score)) {
                throw new IllegalArgumentException("a score must be a finite number");
            }
            sent.add(Call.bytes(Double.toString(score)));
            sent.add(arguments.get(i + 1));
        }
        return sent;
    }

    private static String text(byte[] argument) {
        return new String(argument, StandardCharsets.ISO_8859_1);
    }
}
