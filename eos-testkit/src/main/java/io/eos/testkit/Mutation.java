package io.eos.testkit;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * A rule of a store that is taken out of its source: of a class, or of a resource such as a script. The changed class is compiled and loaded beside the
 * real one, so production code needs no switch for it. Immutable.
 *
 * @param rule the rule in a few words
 * @param folder where the module's sources are, such as {@code src/main/java}
 * @param file the class or resource in it, such as {@code my/store/Writes.java}
 * @param text the text that holds the rule; it must be in the file just once
 * @param instead what is there in its place
 * @param suspects the groups of the contract, or further tests, that are to be asked first: simple names of nested classes of the contract, or
 *     names of classes
 */
public record Mutation(String rule, Path folder, String file, String text, String instead, List<String> suspects) {
    private static final String JAVA = ".java";

    /**
     * Takes a rule out of a class of the module whose tests run.
     *
     * @param rule the rule in a few words
     * @param type the class
     * @param text the text that holds the rule
     * @param instead what is there in its place
     * @param suspects the groups or tests that are to be asked first
     * @return the mutation
     */
    public static Mutation of(String rule, Class<?> type, String text, String instead, String... suspects) {
        String file = type.getName().replace('.', '/') + JAVA;
        return new Mutation(rule, Path.of("src/main/java"), file, text, instead, List.of(suspects));
    }

    /**
     * Takes a rule out of a resource of the module whose tests run.
     *
     * @param rule the rule in a few words
     * @param file the resource, such as {@code my/store/write.lua}
     * @param text the text that holds the rule
     * @param instead what is there in its place
     * @param suspects the groups or tests that are to be asked first
     * @return the mutation
     */
    public static Mutation of(String rule, String file, String text, String instead, String... suspects) {
        return new Mutation(rule, Path.of("src/main/resources"), file, text, instead, List.of(suspects));
    }

    @Override
    public String toString() {
        return rule;
    }

    /** The file without the rule. */
    private String changed() {
        String source;
        try {
            source = Files.readString(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException("the sources of this module are needed", e);
        }
        int at = source.indexOf(text);
        if (at < 0 || source.indexOf(text, at + 1) >= 0) {
            throw new IllegalStateException("the text of '" + rule + "' must be in " + file
                    + " just once; it changed there: change it here too");
        }
        return source.substring(0, at) + instead + source.substring(at + text.length());
    }

    /**
     * Loads classes of some packages anew, with the rule missing; all others are shared.
     *
     * @param packages that have, with those below, the mutated class, and all that refer to it: the tests too
     * @return a loader that finds the classes under their own names
     */
    public ClassLoader load(String... packages) {
        String source = changed();
        Map<String, byte[]> files =
                file.endsWith(JAVA) ? compiled(source) : Map.of(file, source.getBytes(StandardCharsets.UTF_8));
        return new Beside(files, packages);
    }

    private Map<String, byte[]> compiled(String source) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter errors = new StringWriter();
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> options = List.of("-nowarn", "-proc:none", "-cp", classPath);
        try (Outputs outputs = new Outputs(compiler.getStandardFileManager(null, null, null))) {
            boolean good = compiler.getTask(errors, outputs, null, options, null, List.of(new Source(source)))
                    .call();
            if (!good) {
                throw new IllegalStateException("'" + rule + "' does not compile: " + errors);
            }
            return outputs.files();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Source extends SimpleJavaFileObject {
        private final String source;

        Source(String source) {
            super(URI.create("mutation:///" + file), Kind.SOURCE);
            this.source = source;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
        }
    }

    private static final class Outputs extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> written = new HashMap<>();

        Outputs(JavaFileManager files) {
            super(files);
        }

        Map<String, byte[]> files() {
            Map<String, byte[]> files = new HashMap<>();
            written.forEach((name, bytes) -> files.put(name, bytes.toByteArray()));
            return files;
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
            String path = name.replace('.', '/') + kind.extension;
            return new SimpleJavaFileObject(URI.create("mutation:///" + path), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return written.computeIfAbsent(path, key -> new ByteArrayOutputStream());
                }
            };
        }
    }

    /** Defines the classes of some packages itself, from other files where there are any. */
    private static final class Beside extends ClassLoader {
        private final Map<String, byte[]> files;
        private final List<String> packages;

        Beside(Map<String, byte[]> files, String... packages) {
            super(Mutation.class.getClassLoader());
            this.files = files;
            this.packages = List.of(packages);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (packages.stream().noneMatch(each -> name.startsWith(each + '.'))) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded != null ? loaded : define(name);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (file == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = file.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }

        @Override
        public @Nullable InputStream getResourceAsStream(String name) {
            byte[] other = files.get(name);
            return other == null ? super.getResourceAsStream(name) : new ByteArrayInputStream(other);
        }
    }
}
