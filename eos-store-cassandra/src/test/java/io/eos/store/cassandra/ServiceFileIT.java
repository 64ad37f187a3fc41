package io.eos.store.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.spi.ResultStoreProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** The built jar, as users get it. */
class ServiceFileIT {
    @Test
    void theProviderIsRegistered() throws IOException {
        assertThat(read("META-INF/services/" + ResultStoreProvider.class.getName()))
                .isEqualTo(CassandraResultStoreProvider.class.getName());
    }

    @Test
    void theSchemaFileIsThere() throws IOException {
        assertThat(read("io/eos/store/cassandra/" + Schema.FILE)).contains("eos_result");
    }

    private static String read(String name) throws IOException {
        try (JarFile jar = new JarFile(System.getProperty("eos.jar", ""))) {
            JarEntry entry = jar.getJarEntry(name);
            assertThat(entry).as(name).isNotNull();
            return new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }
}
