package io.eos.cli;

import io.eos.api.MessageId;
import io.eos.spi.ResultStore;
import io.eos.spi.StoreAdmin.Entry;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows what is stored for one message id. */
@Command(
        name = "result",
        description = "Shows what became of one message: its result, or who has claimed it.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./eos result order-4711 --store jdbc:h2:file:./eos --processor payments",
            "  ./eos result hex:00ff17 --store jdbc:h2:file:./eos        an id that is no text",
            "  ./eos result coordinates:TOPIC-ID:3:1207                  by where the message stands"
        })
final class ResultCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private StoreOption store = new StoreOption();

    @Mixin
    private ProcessorOption processor = new ProcessorOption();

    @Parameters(paramLabel = "ID", description = "The message id, as './eos results' shows it.")
    private String id = "";

    ResultCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        MessageId wanted = parse(id);
        try (ResultStore open = store.open(session)) {
            String name = processor
                    .find(open.admin(), store.config(), session)
                    .stored()
                    .name();
            List<Entry> found = open.admin().lookUp(name, wanted);
            if (found.isEmpty()) {
                throw CommandFailure.badInput("nothing is stored for '" + wanted + "' under processor '" + name
                        + "': it was never processed, or its retention is over");
            }
            for (Entry entry : found) {
                session.out().println(EntryText.paragraph(entry));
            }
            return ExitStatus.OK;
        }
    }

    static MessageId parse(String text) {
        try {
            return MessageId.parse(text);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage("'" + text + "' is no message id: " + e.getMessage());
        }
    }
}
