package io.eos.cli;

import io.eos.spi.Finding;
import io.eos.spi.Registration;
import io.eos.spi.ResultStore;
import io.eos.spi.ResultStoreProvider;
import io.eos.spi.SettingsReader;
import io.eos.spi.StoreLocator;
import io.eos.spi.StoreTraits;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows which stores there are. */
@Command(
        name = "stores",
        description = {
            "Shows which stores are on the class path, and those that are broken.",
            "",
            "With --store, opens that one and shows what it guarantees, its limits, and what is wrong with its settings."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./eos stores",
            "  ./eos stores --store jdbc:h2:file:./eos",
            "  ./eos stores --class-path my-store.jar     is mine found?"
        })
final class StoresCommand implements Callable<Integer> {
    private static final Duration RETENTION = Duration.ofDays(30);

    private final Session session;

    @Mixin
    private StoreOption store = new StoreOption();

    StoresCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        StoreLocator.Providers found = StoreLocator.providers(null);
        for (ResultStoreProvider provider : found.working()) {
            line(provider.name(), String.join("  ", provider.examples()));
        }
        found.broken().forEach(broken -> line("BROKEN", broken.toString()));
        if (found.working().isEmpty()) {
            session.out().println("no store is on the class path; add one, such as io.eos:eos-store-jdbc");
        }
        if (store.find(session).isPresent()) {
            try (ResultStore open = store.open(session)) {
                session.out().println();
                show(open);
            }
        }
        return ExitStatus.OK;
    }

    private void show(ResultStore open) {
        StoreTraits traits = open.traits();
        line("store", traits.name() + ", " + traits.product());
        line("guarantee", guarantee(traits));
        traits.fencing().entrySet().stream()
                .sorted(java.util.Map.Entry.comparingByKey())
                .forEach(entry -> line("scope " + entry.getKey(), fencing(entry.getValue())));
        line("result", "at most " + traits.maxResultBytes() + " bytes each");
        line("batch", "at most " + traits.maxBatch() + " ids a call");
        line("retention", traits.ttlRetention() ? "by age alone" : "by age, never above the watermark");
        List<Finding> findings = open.preflight(RETENTION);
        findings.forEach(finding -> line(finding.severity().name().toLowerCase(Locale.ROOT), finding.message()));
        if (findings.isEmpty()) {
            line("settings", "nothing wrong, for a retention of " + SettingsReader.show(RETENTION));
        }
        List<Registration> processors = open.admin().processors();
        line(
                "processors",
                processors.isEmpty()
                        ? "none yet"
                        : processors.stream()
                                .map(one -> one.stored().name() + " ("
                                        + one.stored().scope() + ")")
                                .collect(Collectors.joining(", ")));
    }

    private static String guarantee(StoreTraits traits) {
        return switch (traits.guarantee()) {
            case LINEARIZABLE -> "linearizable: every read after an acknowledged write sees it";
            case LOSSY_ON_FAILOVER -> "lossy on failover: an acknowledged write can be lost when a replica takes over";
        };
    }

    private static String fencing(StoreTraits.Fencing fencing) {
        return switch (fencing) {
            case ATOMIC -> "an old owner's write is refused in the same atomic step";
            case CHECKED -> "an old owner is checked for beforehand; the put-if-absent decides";
        };
    }

    private void line(String what, String text) {
        session.out().printf(Locale.ROOT, "%-16s%s%n", what, text);
    }
}
