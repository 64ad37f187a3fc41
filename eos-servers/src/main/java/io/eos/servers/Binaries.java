package io.eos.servers;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * The unpacked programs of a database server.
 *
 * <p>They are unpacked once per machine and version, into a directory beside the temporary ones that stays. Several JVMs
 * may unpack at once: each does it aside and moves the result into place. Stateless.
 */
final class Binaries {

    private Binaries() {}

    @FunctionalInterface
    private interface Unpacking {
        void into(Path directory) throws IOException;
    }

    /** Unpacks a {@code .txz} resource. */
    static Path ofArchive(String name, String resource) {
        return unpackOnce(name, resource, (jar, directory) -> {
            try (InputStream raw = jar.getInputStream(jar.getJarEntry(resource))) {
                untar(raw, directory);
            }
        });
    }

    /** Unpacks the resources below a folder; {@code marker} is one of them, whose checksum tells versions apart. */
    static Path ofFolder(String name, String folder, String marker) {
        return unpackOnce(name, folder + marker, (jar, directory) -> {
            for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
                // Static libraries and headers serve no running server.
                if (!entry.isDirectory()
                        && entry.getName().startsWith(folder)
                        && !entry.getName().startsWith(folder + "libs/")) {
                    Path file = inside(directory, entry.getName().substring(folder.length()));
                    Files.createDirectories(file.getParent());
                    try (InputStream content = jar.getInputStream(entry)) {
                        Files.copy(content, file);
                    }
                    if (entry.getName().startsWith(folder + "bin/")) {
                        makeExecutable(file);
                    }
                }
            }
        });
    }

    /** Unpacks a program that is one resource, and gives its path. */
    static Path ofFile(String name, String resource) {
        return unpackOnce(name, resource, (jar, directory) -> {
                    Path file = directory.resolve(name);
                    try (InputStream content = jar.getInputStream(jar.getJarEntry(resource))) {
                        Files.copy(content, file);
                    }
                    makeExecutable(file);
                })
                .resolve(name);
    }

    @FunctionalInterface
    private interface FromJar {
        void unpack(JarFile jar, Path directory) throws IOException;
    }

    private static Path unpackOnce(String name, String resource, FromJar unpacking) {
        String platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        URL url = Binaries.class.getClassLoader().getResource(resource);
        if (url == null || !platform.equals("Linux amd64")) {
            throw new ServerException("no " + name + " for " + platform
                    + " on the class path; name a running server in the environment (see Endpoints)");
        }
        try {
            if (!(url.openConnection() instanceof JarURLConnection connection)) {
                throw new ServerException(name + " is not in a jar: " + url);
            }
            // A jar of our own to close, rather than one that other class loaders share.
            connection.setUseCaches(false);
            try (JarFile jar = connection.getJarFile()) {
                String version = Long.toHexString(jar.getJarEntry(resource).getCrc());
                Path parent = cache();
                return moveIntoPlace(
                        parent, parent.resolve(name + "-" + version), directory -> unpacking.unpack(jar, directory));
            }
        } catch (IOException e) {
            throw new ServerException("cannot unpack " + name, e);
        }
    }

    private static Path moveIntoPlace(Path parent, Path place, Unpacking unpacking) throws IOException {
        if (Files.isDirectory(place)) {
            return place;
        }
        Path aside = Files.createTempDirectory(parent, "unpacking-");
        try {
            unpacking.into(aside);
            Files.move(aside, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // Another JVM was faster: its copy is as good.
            if (!Files.isDirectory(place)) {
                throw e;
            }
        } finally {
            TempDirectory.delete(aside);
        }
        return place;
    }

    private static Path cache() throws IOException {
        String user = System.getProperty("user.name").toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "_");
        Path cache = Path.of(System.getProperty("java.io.tmpdir"), "eos-servers-" + user);
        Files.createDirectories(cache);
        Path probe = Files.createTempFile(cache, "owner-", "");
        try {
            // Programs that somebody else has put there are not for us to run.
            if (!Files.getOwner(cache).equals(Files.getOwner(probe))) {
                throw new ServerException(cache + " belongs to somebody else");
            }
        } finally {
            Files.delete(probe);
        }
        return cache;
    }

    private static void untar(InputStream raw, Path directory) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(raw)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = inside(directory, entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                } else if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                } else {
                    Files.createDirectories(path.getParent());
                    Files.copy(tar, path);
                    if ((entry.getMode() & 0100) != 0) {
                        makeExecutable(path);
                    }
                }
            }
        }
    }

    private static Path inside(Path directory, String name) throws IOException {
        Path path = directory.resolve(name).normalize();
        if (!path.startsWith(directory)) {
            throw new ZipException("entry outside of the archive: " + name);
        }
        return path;
    }

    private static void makeExecutable(Path file) throws IOException {
        if (!file.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + file + " executable");
        }
    }
}
