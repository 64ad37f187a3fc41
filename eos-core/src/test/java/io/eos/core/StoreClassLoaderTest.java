package io.eos.core;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eos.api.InvalidConfigurationException;
import io.eos.api.StoreAddress;
import io.eos.spi.ResultStore;
import io.eos.spi.ResultStoreProvider;
import io.eos.spi.StoreConfig;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store whose provider only one class loader sees. */
class StoreClassLoaderTest {
    @Test
    void theProviderIsLookedForInTheBuildersClassLoader(@TempDir Path directory) throws IOException {
        Path services = Files.createDirectories(directory.resolve("META-INF/services"));
        Files.writeString(services.resolve(ResultStoreProvider.class.getName()), Secluded.class.getName());
        URL[] jars = {directory.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(jars, getClass().getClassLoader())) {
            assertThatThrownBy(() -> processor().classLoader(loader).start())
                    .hasMessageContaining("secluded was opened");
            assertThatThrownBy(() -> processor().start())
                    .isInstanceOf(InvalidConfigurationException.class)
                    .hasMessageContaining("no store on the class path accepts 'secluded:x'");
        }
    }

    private static Starter processor() {
        ProcessorBuilder<byte[], byte[]> builder = Eos.processor(Kafkas.name("secluded"))
                .bootstrapServers(Kafkas.servers())
                .topics(Kafkas.topic("source", 1))
                .store("secluded:x")
                .identity(MessageIdentity.key());
        return new Starter(builder);
    }

    /** The builder may be told the types of the messages after the class loader. */
    private record Starter(ProcessorBuilder<byte[], byte[]> builder) {
        Starter classLoader(ClassLoader loader) {
            return new Starter(builder.classLoader(loader));
        }

        void start() {
            builder.deserializers(new StringDeserializer(), new StringDeserializer())
                    .handle((message, context) -> {})
                    .start()
                    .close();
        }
    }

    /** Opens nothing, and says so. */
    public static class Secluded implements ResultStoreProvider {
        @Override
        public String name() {
            return "secluded";
        }

        @Override
        public List<String> examples() {
            return List.of("secluded:x");
        }

        @Override
        public boolean accepts(StoreAddress address) {
            return address.scheme().equals(name());
        }

        @Override
        public ResultStore open(StoreConfig config) {
            throw new InvalidConfigurationException("secluded was opened");
        }
    }
}
