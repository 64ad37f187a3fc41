package io.eos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Only the URI changes from store to store: a copy without duplicates, and the operator's commands, on real servers. */
class EveryStoreTest {
    private static final int MESSAGES = 20;

    @ParameterizedTest
    @EnumSource
    void copiesOnceAndShowsWhatItDid(TestStores place) {
        String store = place.address();
        String name = Topics.name("copier");
        String from = Topics.create("orders", 2);
        String to = Topics.create("once", 2);
        List<ProducerRecord<byte[], byte[]>> messages = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            messages.add(Topics.message(from, 0, "id-" + i, "value"));
        }
        messages.add(Topics.message(from, 0, "id-3", "value"));
        messages.add(Topics.message(from, 1, "id-4", "value"));
        messages.add(new ProducerRecord<>(from, 1, null, Topics.bytes("no header")));
        Topics.send(messages);

        assertThat(dedupe(place, name, store, from, to).out())
                .contains("copied 20, skipped 2 duplicates, 1 dead letters");

        Cli.Result stores = Cli.eos("stores", "--store", store);
        assertThat(stores.status()).as(stores.err()).isZero();
        assertThat(stores.out()).contains("guarantee", "scope PROCESSOR", name + " (PROCESSOR)");
        assertThat(Cli.eos("result", "id-7", "--store", store, "--processor", name)
                        .out())
                .contains("id-7", "processed", to);
        assertThat(Cli.eos("results", "--store", store, "--processor", name)
                        .out()
                        .lines())
                .hasSize(MESSAGES + 1);
        assertThat(Cli.eos("results", "--store", store, "--processor", name, "--state", "dead-letter")
                        .out()
                        .lines())
                .hasSize(1);
        assertThat(Cli.eos("purge", "--store", store, "--processor", name, "--older-than", "1h")
                        .status())
                .isZero();

        Cli.Result rewound = Cli.eos(
                "rewind",
                "--store",
                store,
                "--processor",
                name,
                "--bootstrap-server",
                Topics.servers(),
                "--topic",
                from,
                "--partition",
                "0",
                "--to",
                "15",
                "--yes");
        assertThat(rewound.out()).as(rewound.err()).contains("5 results forgotten");
        assertThat(dedupe(place, name, store, from, to).out()).contains("copied 5, skipped 1 duplicates");
        assertThat(Topics.read(to)).hasSize(MESSAGES + 5);
    }

    private static Cli.Result dedupe(TestStores place, String name, String store, String from, String to) {
        List<String> arguments = new ArrayList<>(List.of(
                "dedupe",
                "--bootstrap-server",
                Topics.servers(),
                "--from",
                from,
                "--to",
                to,
                "--id",
                "header:id",
                "--name",
                name,
                "--store",
                store,
                "--until-end"));
        arguments.addAll(place.settings());
        Cli.Result result = Cli.eos(arguments.toArray(new String[0]));
        assertThat(result.status()).as(result.err()).isZero();
        return result;
    }
}
