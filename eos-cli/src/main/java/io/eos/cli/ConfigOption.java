package io.eos.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The properties file, and the order in which a setting is looked for: option, environment, file. */
final class ConfigOption {
    private static final String PREFIX = "eos.";

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "A properties file with settings such as eos.store=...; options and the environment win.")
    private @Nullable Path file;

    /**
     * The settings of the file without {@code eos.}; empty where there is no file.
     *
     * @throws CommandFailure if the file cannot be read, or holds something that is no setting of eos
     */
    Map<String, String> settings() {
        if (file == null) {
            return Map.of();
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (NoSuchFileException e) {
            throw CommandFailure.badInput("the file of --config does not exist: " + file, e);
        } catch (IOException | IllegalArgumentException e) {
            throw CommandFailure.badInput(
                    "the file of --config cannot be read: " + file + " (" + e.getMessage() + ")", e);
        }
        Map<String, String> settings = new TreeMap<>();
        for (String key : properties.stringPropertyNames()) {
            settings.put(key.startsWith(PREFIX) ? key.substring(PREFIX.length()) : key, properties.getProperty(key));
        }
        return settings;
    }

    /** One setting: from the option, else from {@code EOS_KEY} of the environment, else from the file. */
    Optional<String> find(@Nullable String option, String key, Session session) {
        if (option != null) {
            return Optional.of(option);
        }
        String variable = session.environment().get(variable(key));
        if (variable != null && !variable.isBlank()) {
            return Optional.of(variable.strip());
        }
        return Optional.ofNullable(settings().get(key)).map(String::strip).filter(value -> !value.isEmpty());
    }

    /** The environment's variable for a setting: {@code EOS_DEAD_LETTER_TOPIC} for {@code dead-letter-topic}. */
    static String variable(String key) {
        return "EOS_" + key.toUpperCase(Locale.ROOT).replace('-', '_').replace('.', '_');
    }

    /** What to tell somebody who gave it nowhere. */
    static CommandFailure missing(String option, String key, String example) {
        return CommandFailure.usage("missing " + option + ": give it as in '" + option + " " + example + "', or set "
                + variable(key) + " in the environment or eos." + key + " in the file of --config");
    }
}
