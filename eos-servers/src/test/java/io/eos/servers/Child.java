package io.eos.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.CountDownLatch;

/** The main class of the JVMs that these tests fork: {@code Child MODE REPORT}, the report being a file to write to. */
final class Child {

    private Child() {}

    public static void main(String[] args) throws Exception {
        Path report = Path.of(args[1]);
        switch (args[0]) {
            case "exit" -> System.exit(Integer.parseInt(System.getenv("EXIT_CODE")));
            case "count" -> count(report);
            case "watch" -> {
                ParentWatch.exitWhenParentDies();
                tell(report, "watching");
                count(report.resolveSibling("count"));
            }
            case "bare-parent" -> bareParent(report);
            case "postgres" -> {
                PostgresServer server = PostgresServer.open();
                ForkedJvm.of(Child.class)
                        .args("count", report.resolveSibling("count").toString())
                        .start()
                        .freeze();
                tell(report, server.dataDirectory().toString());
                new CountDownLatch(1).await();
            }
            case "endpoints" ->
                tell(
                        report,
                        Servers.postgres().jdbcUrl() + " " + Servers.mariadb().jdbcUrl() + " "
                                + Servers.kafka().bootstrapServers());
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    /** Starts a watching child without any other guard, as a program other than ours would. */
    private static void bareParent(Path report) throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        "watch",
                        report.resolveSibling("watching").toString())
                .inheritIO()
                .start();
        while (!Files.exists(report.resolveSibling("watching"))) {
            Thread.onSpinWait();
        }
        tell(report, Long.toString(child.pid()));
        new CountDownLatch(1).await();
    }

    private static void count(Path report) throws InterruptedException {
        for (int i = 0; ; i++) {
            tell(report, Integer.toString(i));
            Thread.sleep(10);
        }
    }

    private static void tell(Path report, String text) {
        try {
            Path aside = report.resolveSibling(report.getFileName() + ".new");
            Files.writeString(aside, text);
            Files.move(aside, report, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
