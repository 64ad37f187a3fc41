package io.eos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be told without asking a broker or a store. */
class UsageTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"demo", "bench", "chaos", "dedupe", "stores", "result", "results", "rewind", "purge"})
    void helpOfEveryCommandEndsWithExamplesAndNamesTheExitStatuses(String command) {
        Cli.Result result = Cli.eos(command, "--help");

        assertThat(result.status()).isZero();
        assertThat(result.out())
                .contains("Usage: eos " + command, "Exit status:", "130", "Examples:", "./eos " + command);
    }

    @Test
    void helpNamesAllCommands() {
        assertThat(Cli.eos("--help").out())
                .contains(
                        "demo",
                        "dedupe",
                        "stores",
                        "result ",
                        "results",
                        "rewind",
                        "purge",
                        "--verbose",
                        "--class-path");
        assertThat(Cli.eos("help", "rewind").out()).contains("Usage: eos rewind");
    }

    @Test
    void versionTellsTheOnesThatMatter() {
        Cli.Result result = Cli.eos("--version");

        assertThat(result.status()).isZero();
        assertThat(result.out())
                .containsPattern("eos \\d")
                .containsPattern("kafka-clients \\d")
                .contains("java ");
    }

    @Test
    void withoutACommandThereIsHelp() {
        Cli.Result result = Cli.eos();

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains("Missing required subcommand").contains("--help");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            dedup                                                         | Did you mean: eos dedupe
            stores --stroe x                                              | Unknown options: '--stroe', 'x'
            dedupe --from a                                               | Missing required options
            dedupe --from a --to a --id key                               | cannot be copied to itself
            dedupe --from a --to b --id header                            | --id: an identity was 'header' but must be one of
            dedupe --from a --to b --id header:                           | --id: the name of the identity's header is blank
            dedupe --from a --to b --id json:id                           | --id: the identity's JSON pointer was 'id'
            dedupe --from a --to b --id function                          | can be set in the program only
            dedupe --from a --to b --id key                               | missing --bootstrap-server: give it as in
            dedupe --from a --to b --id key --bootstrap-server h:1        | missing --store: give it as in
            result                                                        | Missing required parameter: 'ID'
            result hex:zz --store jdbc:h2:mem:x                           | 'hex:zz' is no message id
            result id                                                     | missing --store
            results --state done --store jdbc:h2:mem:x                    | must be claimed, processed, dead-letter
            results --limit 0 --store jdbc:h2:mem:x                       | --limit was 0
            results --limit many                                          | 'many' is not an int
            purge --store jdbc:h2:mem:x                                   | Missing required option: '--older-than=AGE'
            purge --older-than yesterday --store jdbc:h2:mem:x            | --older-than was 'yesterday' but must be a duration
            rewind --topic t --partition 0 --to latest                    | --to was 'latest' but must be an offset
            rewind --topic t --partition 0 --to -3                        | --to was '-3' but must be an offset
            rewind --topic t --partition 0 --to 3                         | missing --bootstrap-server
            chaos --scenario nothing                                        | ./eos chaos --list
            chaos --resume                                                  | --resume goes on where --report ended
            chaos --store all,h2                                            | --store was 'all' but must be h2, postgresql
            chaos --messages 5                                              | --messages was 5
            chaos --peer spark --store redis                                | --peer was 'spark' but must, on this store, be one of all, eos, plain, camel
            chaos --peer plain                                              | --peer was 'plain' but must, on this store, be one of all, eos
            chaos --peer eos --scenario clock-skew                          | must, with --peer, be one of sigterm, kill-after-poll
            chaos --peer eos --kind handle                                  | leave --minutes and --kind out
            chaos --peer plain --store redis                                | --peer needs the peers' classes
            chaos --kind copy                                               | --kind was 'copy' but must be transform, transact, handle
            bench --report nowhere                                        | --report was nowhere, but there is no measurements.jsonl
            demo --messages 5                                             | --messages was 5 but must be from 100
            demo --duplicates 110%                                        | --duplicates was '110%' but must be from 0% to 100%
            demo --duplicates some                                        | --duplicates was 'some'
            demo --nodes 0                                                | --nodes was 0
            demo --kill -1                                                | --kill was -1
            demo --store mongodb                                            | --store was 'mongodb' but must be h2, postgresql, mariadb, redis, zookeeper, cassandra
            """)
    void wrongUsageIsTold(String line, String message) {
        Cli.Result result = Cli.eos(line.split(" +"));

        assertThat(result.err()).contains(message);
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).as("no stack trace").doesNotContain("\tat ");
    }

    @Test
    void configFileThatIsNotThereIsTold() {
        Cli.Result result = Cli.eos(
                "stores", "--config", directory.resolve("none.properties").toString());

        assertThat(result.status()).isEqualTo(3);
        assertThat(result.err()).contains("none.properties", "cannot be read");
    }

    @Test
    void storeAddressThatIsNoneIsToldWithoutItsPassword() {
        Cli.Result result = Cli.eos("results", "--store", "nowhere");

        assertThat(result.status()).isEqualTo(3);
        assertThat(result.err()).contains("the store's address was 'nowhere' but must start with a scheme");
        assertThat(Cli.eos("results", "--store", "mysql:x?password=hush").err()).doesNotContain("hush");
    }

    @Test
    void verboseShowsTheStackTraceAtEitherPlace() {
        for (List<String> line : List.of(List.of("--verbose", "stores"), List.of("stores", "--verbose"))) {
            String[] args = java.util.stream.Stream.concat(
                            line.stream(), java.util.stream.Stream.of("--store", "nowhere"))
                    .toArray(String[]::new);
            assertThat(Cli.eos(args).err())
                    .contains("InvalidConfigurationException")
                    .contains("\tat ");
        }
    }
}
