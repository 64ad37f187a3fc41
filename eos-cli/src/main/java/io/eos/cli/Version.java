package io.eos.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Tells the version of eos, of Kafka's client and of Java. Stateless. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
        return new String[] {
            "eos " + versionIn("/io/eos/cli/build.properties"),
            "kafka-clients " + versionIn("/kafka/kafka-version.properties"),
            "java " + Runtime.version()
        };
    }

    private static String versionIn(String resource) throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Version.class.getResourceAsStream(resource)) {
            if (in != null) {
                properties.load(in);
            }
        }
        return properties.getProperty("version", "of an unknown version");
    }
}
