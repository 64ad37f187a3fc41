package io.eos.cli;

import io.eos.core.Settings;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The properties file, and the order in which a setting is looked for: option, environment, file. */
final class ConfigOption {
    private static final String PREFIX = "eos.";

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "A properties file with settings such as eos.store=...; the environment (EOS_STORE) and options win.")
    private @Nullable Path file;

    /**
     * The settings of file and environment, without {@code eos.}.
     *
     * @throws io.eos.api.InvalidConfigurationException if the file cannot be read
     */
    Map<String, String> settings(Session session) {
        Map<String, String> settings = new TreeMap<>();
        if (file != null) {
            Settings.readFile(file)
                    .forEach((key, value) ->
                            settings.put(key.startsWith(PREFIX) ? key.substring(PREFIX.length()) : key, value));
        }
        settings.putAll(Settings.readEnvironment(session.environment()));
        return settings;
    }

    /** The settings whose key starts with a prefix, without it. */
    Map<String, String> settings(String prefix, Session session) {
        Map<String, String> found = new TreeMap<>();
        settings(session).forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                found.put(key.substring(prefix.length()), value);
            }
        });
        return found;
    }

    /** One setting: from the option, else from the environment, else from the file. */
    Optional<String> find(@Nullable String option, String key, Session session) {
        return Optional.ofNullable(option)
                .or(() -> Optional.ofNullable(settings(session).get(key)))
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }

    /** What to tell somebody who gave it nowhere. */
    static CommandFailure missing(String option, String key, String example) {
        String variable =
                "EOS_" + key.toUpperCase(Locale.ROOT).replace('-', '_').replace('.', '_');
        return CommandFailure.usage("missing " + option + ": give it as in '" + option + " " + example + "', or set "
                + variable + " in the environment or eos." + key + " in the file of --config");
    }
}
