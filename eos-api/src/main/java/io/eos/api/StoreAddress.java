package io.eos.api;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The address of a store, such as {@code jdbc:h2:file:./eos} or {@code jdbc:postgresql://host1,host2:5432/payments?user=eos&password=secret}.
 *
 * <p>A type of its own, since {@link java.net.URI} rejects host lists, spaces and {@code %}. It keeps the text as given and knows
 * no more than its scheme; the provider that {@linkplain io.eos.spi.ResultStoreProvider#accepts accepts} it reads the rest.
 * {@link #toString()} hides passwords.
 */
public final class StoreAddress {
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*");
    /**
     * From the colon after the user up to the last {@code @}: a password that was not escaped can hold {@code @}, {@code /} and more. Where a port
     * comes after the colon, and an {@code @} only among the parameters, there is no password here.
     */
    private static final Pattern USER_INFO =
            Pattern.compile("(//[^/:@?;]*:|^[^/:@?;]+:(?=[^/:@]*@))(?!\\d{1,5}(?:,[^/@?;]*)?(?:/[^@?;]*)?[?;]).*(?=@)");

    private static final String SECRET_KEY =
            "[^=?&;]*(?:password|passwd|passphrase|pwd|secret|token|credential)[^=?&;]*=)";

    /** A parameter ends where the next begins: at {@code &} if it began after {@code ?} or {@code &}, at {@code ;} if it began there. */
    private static final Pattern PARAMETER =
            Pattern.compile("([?&]" + SECRET_KEY + "[^&]*|(;" + SECRET_KEY + "[^;]*", Pattern.CASE_INSENSITIVE);

    private final String text;
    private final String scheme;

    private StoreAddress(String text, String scheme) {
        this.text = text;
        this.scheme = scheme;
    }

    /**
     * Reads an address.
     *
     * @param text as a user gave it
     * @return the address
     * @throws InvalidConfigurationException if it is blank or has no scheme
     */
    public static StoreAddress parse(String text) {
        String trimmed = text.strip();
        int colon = trimmed.indexOf(':');
        if (colon < 1 || !SCHEME.matcher(trimmed.substring(0, colon)).matches()) {
            throw new InvalidConfigurationException("the store's address was '" + redact(trimmed)
                    + "' but must start with a scheme, as in jdbc:h2:file:./eos or jdbc:postgresql://host/database");
        }
        return new StoreAddress(trimmed, trimmed.substring(0, colon).toLowerCase(Locale.ROOT));
    }

    /** {@return what stands before the first colon, in lower case: such as {@code jdbc}} */
    public String scheme() {
        return scheme;
    }

    /** {@return the address as it was given, with its secrets: for the store's client only, never for a log or a message} */
    public String reveal() {
        return text;
    }

    /**
     * {@return whether the address starts with this text, in upper or lower case}
     *
     * @param prefix such as {@code jdbc:h2:}
     */
    public boolean startsWith(String prefix) {
        return text.regionMatches(true, 0, prefix, 0, prefix.length());
    }

    private static String redact(String text) {
        String withoutUser = USER_INFO.matcher(text).replaceAll("$1***");
        return PARAMETER
                .matcher(withoutUser)
                .replaceAll(found ->
                        Matcher.quoteReplacement(found.group(1) == null ? found.group(2) : found.group(1)) + "***");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StoreAddress address && text.equals(address.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The address with passwords, tokens and other secrets replaced by {@code ***}. */
    @Override
    public String toString() {
        return redact(text);
    }
}
