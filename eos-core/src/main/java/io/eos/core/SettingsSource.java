package io.eos.core;

import io.eos.api.InvalidConfigurationException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds settings outside the program. The keys that it yields have no {@code eos.} in front; whether they are known is seen later. */
final class SettingsSource {
    static final String PREFIX = "eos.";

    private static final String ENVIRONMENT = "EOS_";

    /** Endpoints of test servers, which are no settings. */
    private static final String TESTS = "EOS_TEST_";

    /** What the launcher of the command line gives to its JVM. */
    private static final String LAUNCHER = "EOS_JAVA_OPTS";

    /** What Kubernetes sets in every pod for a service whose name starts with {@code eos}. */
    private static final Pattern KUBERNETES =
            Pattern.compile("EOS_.*_?(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT_\\d+_(TCP|UDP|SCTP)(_.*)?)");

    private static final Pattern KUBERNETES_PORT = Pattern.compile("(tcp|udp|sctp)://.*");
    private static final Pattern KAFKA = Pattern.compile("KAFKA_(COMMON|CONSUMER|PRODUCER|ADMIN)_(.+)");
    private static final Pattern UNDERSCORES = Pattern.compile("_{1,3}");

    private SettingsSource() {}

    /** A key without {@code eos.} in front. */
    static String bare(String key) {
        return key.startsWith(PREFIX) ? key.substring(PREFIX.length()) : key;
    }

    /** Reads a properties file in UTF-8; keys may start with {@code eos.}. */
    static Map<String, String> file(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidConfigurationException(
                    "the settings file " + file + " cannot be read: "
                            + e.getClass().getSimpleName(),
                    e);
        }
        return properties.stringPropertyNames().stream()
                .collect(Collectors.toMap(key -> key, properties::getProperty, (a, b) -> b, TreeMap::new));
    }

    /** Reads the variables that start with {@code EOS_}; {@link Settings#readEnvironment} says how they are named. */
    static Map<String, String> environment(Map<String, String> variables) {
        Map<String, String> settings = new TreeMap<>();
        variables.forEach((name, value) -> {
            if (name.startsWith(ENVIRONMENT)
                    && !name.startsWith(TESTS)
                    && !name.equals(LAUNCHER)
                    && !fromKubernetes(name, value)) {
                settings.put(key(name.substring(ENVIRONMENT.length())), value);
            }
        });
        return settings;
    }

    private static boolean fromKubernetes(String name, String value) {
        return KUBERNETES.matcher(name).matches()
                || (name.endsWith("_PORT") && KUBERNETES_PORT.matcher(value).matches());
    }

    private static String key(String name) {
        Matcher kafka = KAFKA.matcher(name);
        String key;
        if (kafka.matches()) {
            key = "kafka." + kafka.group(1) + "." + underscores(kafka.group(2), ".", "-");
        } else if (name.startsWith("STORE_")) {
            key = "store." + underscores(name.substring("STORE_".length()), "-", ".");
        } else {
            key = underscores(name, "-", ".");
        }
        return key.toLowerCase(Locale.ROOT);
    }

    private static String underscores(String name, String one, String two) {
        return UNDERSCORES.matcher(name).replaceAll(match -> switch (match.group()
                .length()) {
            case 1 -> one;
            case 2 -> two;
            default -> "_";
        });
    }
}
