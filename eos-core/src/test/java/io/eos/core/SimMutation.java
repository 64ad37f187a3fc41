package io.eos.core;

import io.eos.api.MessageId;
import io.eos.testkit.InMemoryResultStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.apache.kafka.clients.consumer.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Runs the simulation with a class in which a rule is missing: compiled from its changed source, and loaded beside the real ones. */
final class SimMutation {
    private final SimMutant mutant;
    private final Map<String, ByteArrayOutputStream> compiled = new HashMap<>();

    SimMutation(SimMutant mutant) throws IOException {
        this.mutant = mutant;
        compile(mutant.mutate(Files.readString(mutant.source())));
    }

    /** Runs seeds from 0 on until one fails; what it violates, or null if none does. */
    @Nullable String run(long seeds) throws ReflectiveOperationException {
        Class<?> runner = Class.forName(SimRunner.class.getName(), true, new Loader());
        Method failure = runner.getDeclaredMethod("firstFailure", long.class, long.class);
        failure.setAccessible(true);
        try {
            return (String) failure.invoke(null, 0L, seeds);
        } catch (InvocationTargetException e) {
            // What broke the simulation is noticed, too.
            return "the simulation broke: " + e.getCause();
        }
    }

    private void compile(String source) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter errors = new StringWriter();
        List<String> options = List.of("-nowarn", "-proc:none", "-cp", classPath());
        try (Outputs outputs = new Outputs(compiler.getStandardFileManager(null, null, null))) {
            JavaFileObject unit = new Source(mutant.className(), source);
            boolean good = compiler.getTask(errors, outputs, null, options, null, List.of(unit))
                    .call();
            if (!good) {
                throw new IllegalStateException(mutant + " does not compile: " + errors);
            }
        }
    }

    private static String classPath() {
        return Stream.of(
                        ConsumerLoop.class,
                        InMemoryResultStore.class,
                        MessageId.class,
                        Consumer.class,
                        MeterRegistry.class,
                        Logger.class,
                        Nullable.class)
                .map(type -> Path.of(URI.create(type.getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toString()))
                        .toString())
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** The core and the store's model once more, with the mutant in them; all else is shared. */
    private final class Loader extends ClassLoader {
        Loader() {
            super(SimMutation.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            boolean own = name.startsWith("io.eos.core.") || name.startsWith("io.eos.testkit.");
            if (!own) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded != null ? loaded : define(name);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            byte[] bytes = bytes(name);
            return defineClass(name, bytes, 0, bytes.length);
        }

        private byte[] bytes(String name) throws ClassNotFoundException {
            ByteArrayOutputStream mutated = compiled.get(name);
            if (mutated != null) {
                return mutated.toByteArray();
            }
            try (InputStream file = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (file == null) {
                    throw new ClassNotFoundException(name);
                }
                return file.readAllBytes();
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String name, String text) {
            super(URI.create("mutant:///" + name.replace('.', '/') + Kind.SOURCE.extension), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private final class Outputs extends ForwardingJavaFileManager<JavaFileManager> {
        Outputs(JavaFileManager files) {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("mutant:///" + name.replace('.', '/')), kind) {
                @Override
                public OutputStream openOutputStream() {
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    compiled.put(name, bytes);
                    return bytes;
                }
            };
        }
    }
}
