package io.eos.store.redis;

import io.eos.api.CorruptRecordException;
import io.eos.api.EosException;
import io.eos.api.InvalidConfigurationException;
import io.eos.api.OutcomeUnknownException;
import io.eos.api.StoreUnavailableException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Turns Jedis' exceptions into eos' own. Immutable.
 *
 * <p>Of a server's error only the code, its first word, is told: the rest can hold arguments. What the server refuses with one of the codes
 * of {@link #NOT_CARRIED_OUT} it did not carry out, since a script meets them at its first write, if at all. Any other error can come out of
 * the middle of a script, whose first half then stands.
 *
 * @param address the store's address without secrets
 */
record RedisErrors(String address) {
    private static final Set<String> NOT_CARRIED_OUT = Set.of(
            "LOADING",
            "CLUSTERDOWN",
            "TRYAGAIN",
            "MASTERDOWN",
            "OOM",
            "MISCONF",
            "READONLY",
            "NOREPLICAS",
            "BUSY",
            "ASK",
            "MOVED");
    private static final Set<String> NOT_ALLOWED = Set.of("NOAUTH", "WRONGPASS", "NOPERM");

    /** How servers before 7 tell of an error inside a script. */
    private static final Pattern IN_SCRIPT = Pattern.compile("-(OOM|MISCONF|READONLY|NOREPLICAS|NOPERM|WRONGTYPE) ");

    /** What Redis 7 says where the user may not run a command of a script. */
    private static final String NOT_PERMITTED = "The user executing the script can't";

    private static final Pattern CODE = Pattern.compile("[A-Z]{2,20}");

    /** An error while the first connections are made. */
    EosException notOpened(JedisException error) {
        Throwable[] suppressed = error.getSuppressed();
        Throwable first = suppressed.length > 0 ? suppressed[0] : error;
        String message = String.valueOf(first.getMessage());
        if (message.contains("cluster support disabled")) {
            return new InvalidConfigurationException(
                    "the server at " + address + " is no cluster's; use an address that begins with redis://");
        }
        if (message.contains("not monitored")) {
            return new InvalidConfigurationException(
                    "the sentinels at " + address + " do not know the master that the address names");
        }
        return notSent("opening the store", first instanceof JedisException jedis ? jedis : error);
    }

    /** An error before anything was sent. */
    EosException notSent(String what, JedisException error) {
        String code = codeOf(error).orElse("");
        return NOT_ALLOWED.contains(code)
                ? new InvalidConfigurationException(notAllowed(code), strip(error))
                : new StoreUnavailableException(what + ": the store at " + address + " " + why(error), strip(error));
    }

    /** An answer that is an error, to calls of which none was carried out to its end. */
    EosException refused(String what, JedisException error, boolean write) {
        String code = codeOf(error).orElse("ERR");
        if (NOT_ALLOWED.contains(code)) {
            return new InvalidConfigurationException(notAllowed(code), strip(error));
        }
        if (NOT_CARRIED_OUT.contains(code)) {
            return new StoreUnavailableException(
                    what + ": the store at " + address + " refuses it: " + code + meaning(code), strip(error));
        }
        if (code.equals("WRONGTYPE")) {
            return new CorruptRecordException(
                    what + ": a key of eos in the store at " + address + " holds a value of another kind",
                    strip(error));
        }
        return write
                ? unknown(what, error)
                : new EosException(
                        what + ": the store at " + address + " answers with an error: " + code, strip(error));
    }

    /** An answer that did not come, or an error after others were carried out. */
    OutcomeUnknownException unknown(String what, JedisException error) {
        return new OutcomeUnknownException(
                what + ": the store at " + address + " may have carried it out, or not: " + why(error), strip(error));
    }

    /** Whether the server was there and said nothing. */
    static boolean isTimeout(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketTimeoutException) {
                return true;
            }
        }
        return false;
    }

    /** The message of a server's error can hold arguments, and with them payloads: of it the code is kept. */
    private static Throwable strip(JedisException error) {
        Optional<String> code = codeOf(error);
        if (code.isEmpty()) {
            return error;
        }
        JedisException told = new JedisException(code.get());
        told.setStackTrace(error.getStackTrace());
        return told;
    }

    private static Optional<String> codeOf(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof JedisDataException && cause.getMessage() != null) {
                String message = cause.getMessage();
                Matcher inScript = IN_SCRIPT.matcher(message);
                if (inScript.find()) {
                    return Optional.of(String.valueOf(inScript.group(1)));
                }
                String first = message.split(" ", 2)[0];
                return Optional.of(
                        message.contains(NOT_PERMITTED)
                                ? "NOPERM"
                                : CODE.matcher(first).matches() ? first : "ERR");
            }
        }
        return Optional.empty();
    }

    private String notAllowed(String code) {
        return "the store at " + address + " refuses "
                + (code.equals("NOPERM")
                        ? "a command: the user's permissions do not cover it (NOPERM); what its script did before stands"
                        : "the connection: wrong user or password (" + code + ")");
    }

    private static String meaning(String code) {
        return switch (code) {
            case "OOM" -> " (its memory is full)";
            case "READONLY" -> " (it is a replica)";
            case "MISCONF", "NOREPLICAS" -> " (it takes no writes in its present state)";
            case "LOADING" -> " (it is reading its data)";
            case "BUSY" -> " (it runs a script)";
            default -> "";
        };
    }

    private static String why(JedisException error) {
        Optional<String> code = codeOf(error);
        if (code.isPresent()) {
            return "answers with " + code.get() + meaning(code.get());
        }
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            String reason = reason(cause);
            if (reason != null) {
                return reason;
            }
        }
        return "closed the connection";
    }

    private static @Nullable String reason(Throwable cause) {
        if (cause instanceof ConnectException) {
            return "refused the connection; check host and port, that the server is running, and that no firewall is in between";
        }
        if (cause instanceof SocketTimeoutException) {
            return "did not answer in time; check that the server is running and not overloaded";
        }
        if (cause instanceof UnknownHostException) {
            return "has a host name that is not known; check the address, and the name service";
        }
        if (cause instanceof SSLException) {
            return "could not be agreed with on TLS; check that it speaks TLS, and the certificates";
        }
        if (cause instanceof NoSuchElementException) {
            return "gave no connection in time; all of the pool are in use";
        }
        return null;
    }
}
