package io.eos.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** Where and with what it was measured. Stateless. */
final class Environment {
    private Environment() {}

    static Map<String, String> describe(BenchPlan plan) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("date", LocalDate.now(ZoneOffset.UTC).toString());
        all.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
        all.put("processor", first("/proc/cpuinfo", "model name"));
        all.put("memory", first("/proc/meminfo", "MemTotal"));
        all.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        all.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
        all.put("kafka", version(KafkaConsumer.class));
        all.put(
                "topic",
                plan.messages() + " distinct messages of " + plan.bytes() + " bytes, "
                        + Math.round(plan.duplicates() * 100)
                        + " % of them again up to 50,000 messages later; ids are 16 random digits; " + plan.partitions()
                        + " partitions");
        all.put("runs", plan.runs() + ", in turn and back; the first quarter of the records does not count");
        all.put("heap of eos and of the bare loops", plan.heap() + "; of other libraries 1g");
        all.put("broker", "one, on this machine, with 1 GiB of heap; topics are not replicated");
        all.put(
                "servers of stores that are started",
                "one each, on this machine, new for each run, with their defaults for memory but Cassandra with 1 GiB, MariaDB with 64 MiB and"
                        + " ZooKeeper with 3 GiB; all but H2, whose writes outlive its process and not the machine, sync before they answer");
        all.put(
                "stores",
                String.join(
                        ", ",
                        plan.stores().stream().map(Environment::withoutSecrets).toList()));
        return all;
    }

    private static String version(Class<?> type) {
        String version = type.getPackage().getImplementationVersion();
        // The jar of Kafka's clients does not say it in its manifest, but in its name.
        return version == null
                ? String.valueOf(type.getProtectionDomain().getCodeSource().getLocation())
                        .replaceAll(".*/", "")
                : version;
    }

    private static String withoutSecrets(String store) {
        return StoreServer.system(store).isPresent() ? store : "one at an address";
    }

    /** What Linux says; elsewhere nothing. */
    private static String first(String file, String key) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(key))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }
}
