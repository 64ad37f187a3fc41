package io.eos.cli;

import io.eos.spi.PurgeRequest;
import io.eos.spi.ResultStore;
import io.eos.spi.SettingsReader;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Removes old results. */
@Command(
        name = "purge",
        description = {
            "Removes results that are older than an age.",
            "",
            "A running processor does this by itself. Never purge below the time for which a message can come again:"
                    + " a duplicate of a purged message is processed again. Messages that are not settled keep their results."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./eos purge --older-than 30d --store jdbc:h2:file:./eos --processor payments",
            "  EOS_STORE=jdbc:postgresql://host/db ./eos purge --older-than 12h --processor payments"
        })
final class PurgeCommand implements Callable<Integer> {
    private static final int LIMIT = 1_000;

    private final Session session;

    @Mixin
    private StoreOption store = new StoreOption();

    @Mixin
    private ProcessorOption processor = new ProcessorOption();

    @Option(
            names = "--older-than",
            required = true,
            paramLabel = "AGE",
            description = "The age, such as 90m, 12h or 30d.")
    private String age = "";

    PurgeCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Duration retention = parse(age);
        try (ResultStore open = store.open(session)) {
            String name = processor
                    .find(open.admin(), store.config(), session)
                    .stored()
                    .name();
            long total = 0;
            long removed;
            do {
                removed = open.purge(new PurgeRequest(name, retention, LIMIT));
                total += removed;
            } while (removed >= LIMIT);
            session.out()
                    .println("removed " + total + (total == 1 ? " entry" : " entries") + " of processor '" + name
                            + "' that were older than " + SettingsReader.show(retention));
            return ExitStatus.OK;
        }
    }

    private static Duration parse(String text) {
        SettingsReader reader = new SettingsReader("", Map.of("--older-than", text));
        Duration duration =
                reader.duration("--older-than", Duration.ofDays(30), Duration.ofSeconds(1), Duration.ofDays(36_500));
        if (!reader.problems().isEmpty()) {
            throw CommandFailure.usage(reader.problems().get(0));
        }
        return duration;
    }
}
