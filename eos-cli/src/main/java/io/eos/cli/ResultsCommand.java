package io.eos.cli;

import io.eos.spi.ResultStore;
import io.eos.spi.StoreAdmin;
import io.eos.spi.StoreAdmin.EntryState;
import io.eos.spi.StoreAdmin.Page;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists what is stored. */
@Command(
        name = "results",
        description = "Lists what is stored for a processor, in the order of the ids.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./eos results --state dead-letter --store jdbc:h2:file:./eos --processor payments",
            "  ./eos results --state claimed       what is being worked on, or was when a node died",
            "  ./eos results --limit 1000000 | wc -l"
        })
final class ResultsCommand implements Callable<Integer> {
    private static final int PAGE = 1_000;

    private final Session session;

    @Mixin
    private StoreOption store = new StoreOption();

    @Mixin
    private ProcessorOption processor = new ProcessorOption();

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "Only those that are processed, dead-letter or claimed.")
    private @Nullable String state;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "How many at most (default: ${DEFAULT-VALUE}).")
    private int limit;

    ResultsCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        EntryState wanted = state == null ? null : Options.parse("--state", state, EntryState.class);
        if (limit < 1) {
            throw CommandFailure.usage("--limit was " + limit + " but must be at least 1");
        }
        try (ResultStore open = store.open(session)) {
            StoreAdmin admin = open.admin();
            String name =
                    processor.find(admin, store.config(), session).stored().name();
            int shown = 0;
            String after = null;
            do {
                Page page = admin.list(name, wanted, after, Math.min(PAGE, limit - shown));
                page.entries().forEach(entry -> session.out().println(EntryText.line(entry)));
                shown += page.entries().size();
                after = page.next().orElse(null);
            } while (after != null && shown < limit);
            session.err()
                    .println(shown + (shown == 1 ? " entry" : " entries") + " of processor '" + name + "'"
                            + (after == null ? "" : "; there are more, see --limit"));
            return ExitStatus.OK;
        }
    }
}
