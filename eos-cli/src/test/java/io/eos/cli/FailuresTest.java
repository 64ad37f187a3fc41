package io.eos.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.api.CorruptRecordException;
import io.eos.api.EosException;
import io.eos.api.FencedException;
import io.eos.api.InvalidConfigurationException;
import io.eos.api.OutcomeUnknownException;
import io.eos.api.StoreUnavailableException;
import io.eos.cli.audit.UnreadableLedgerException;
import io.eos.cli.demo.ledger.LedgerException;
import io.eos.core.BrokerUnavailableException;
import io.eos.core.ProcessorStoppedException;
import java.io.IOException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;

class FailuresTest {
    @Test
    void everyKindOfErrorHasItsExitStatus() {
        assertThat(Failures.status(CommandFailure.usage("x"))).isEqualTo(2);
        assertThat(Failures.status(new InvalidConfigurationException("x"))).isEqualTo(3);
        assertThat(Failures.status(new ProcessorStoppedException("x"))).isEqualTo(3);
        assertThat(Failures.status(new UnknownTopicOrPartitionException("x"))).isEqualTo(3);
        assertThat(Failures.status(new KafkaException("x", new ConfigException("x"))))
                .isEqualTo(3);
        assertThat(Failures.status(new BrokerUnavailableException("x", null))).isEqualTo(4);
        assertThat(Failures.status(new TimeoutException("x"))).isEqualTo(4);
        assertThat(Failures.status(new StoreUnavailableException("x"))).isEqualTo(5);
        assertThat(Failures.status(new OutcomeUnknownException("x"))).isEqualTo(5);
        assertThat(Failures.status(new FencedException("x"))).isEqualTo(5);
        assertThat(Failures.status(new CorruptRecordException("x"))).isEqualTo(5);
        assertThat(Failures.status(new UnreadableLedgerException("x", new IOException("y"))))
                .isEqualTo(5);
        assertThat(Failures.status(new LedgerException("x", new IOException("y"))))
                .isEqualTo(5);
        assertThat(Failures.status(CommandFailure.interrupted("x"))).isEqualTo(130);
        assertThat(Failures.status(new EosException("x"))).isEqualTo(70);
        assertThat(Failures.status(new IllegalStateException("x"))).isEqualTo(70);
    }

    @Test
    void messageAddsTheCauseWhereItSaysMore() {
        assertThat(Failures.message(new KafkaException("no producer", new ConfigException("bad address"))))
                .isEqualTo("no producer: bad address");
        assertThat(Failures.message(new EosException("all is said", new IllegalStateException("inside"))))
                .isEqualTo("all is said");
        assertThat(Failures.message(new IllegalStateException())).isEqualTo("IllegalStateException");
    }
}
