package io.eos.cli.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** The workers of one run, those that were killed among them. Not thread-safe. */
final class Fleet implements AutoCloseable {
    private final Variant variant;
    private final Path directory;
    private final BiFunction<String, Path, WorkerArguments> arguments;
    private final List<Worker> all = new ArrayList<>();
    private final List<Worker> live = new ArrayList<>();

    /**
     * No workers yet.
     *
     * @param directory for journals and logs
     * @param arguments what a worker is told, by its name and journal
     */
    Fleet(Variant variant, Path directory, BiFunction<String, Path, WorkerArguments> arguments) {
        this.variant = variant;
        this.directory = directory;
        this.arguments = arguments;
    }

    /** Starts one more. */
    Worker start() {
        String name = "worker-" + (all.size() + 1);
        Path journal = directory.resolve(variant.sink() + "-" + name + ".journal");
        Path log = directory.resolve(variant.sink() + "-" + name + ".log");
        Worker worker = Worker.start(variant.mainClass(), arguments.apply(name, journal), log);
        all.add(worker);
        live.add(worker);
        return worker;
    }

    /** Those that should be running. */
    List<Worker> live() {
        return List.copyOf(live);
    }

    /** Forgets one that was killed on purpose. Its journal still counts. */
    void buried(Worker worker) {
        live.remove(worker);
    }

    /** How many lines of that kind all journals have. */
    long begun(Journal.Kind kind) {
        return all.stream()
                .mapToLong(worker -> worker.begun().stream()
                        .filter(line -> line.kind() == kind)
                        .count())
                .sum();
    }

    /** How many lines all journals have. */
    long begun() {
        return all.stream().mapToLong(worker -> worker.begun().size()).sum();
    }

    /**
     * Notices a worker that ended although nobody killed it.
     *
     * @throws DemoFailedException with the tail of its log
     */
    void check() {
        for (Worker worker : live) {
            if (!worker.jvm().isAlive()) {
                throw new DemoFailedException(worker.name() + " of the run '" + variant.label()
                        + "' ended although nobody killed it" + worker.jvm().outputTail());
            }
        }
    }

    /** What the workers last said, for a message. */
    String logs() {
        StringBuilder text = new StringBuilder();
        live.forEach(worker -> text.append(worker.jvm().outputTail()));
        return text.toString();
    }

    /** Lets all of them drain and end. */
    void stop() {
        live.forEach(Worker::stop);
        live.forEach(Worker::awaitEnd);
        live.clear();
    }

    @Override
    public void close() {
        all.forEach(Worker::close);
    }
}
