package io.eos.store.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.driver.core.ConsistencyLevel;
import com.datastax.driver.core.EndPoint;
import com.datastax.driver.core.WriteType;
import com.datastax.driver.core.exceptions.BootstrappingException;
import com.datastax.driver.core.exceptions.CASWriteUnknownException;
import com.datastax.driver.core.exceptions.DriverException;
import com.datastax.driver.core.exceptions.InvalidQueryException;
import com.datastax.driver.core.exceptions.NoHostAvailableException;
import com.datastax.driver.core.exceptions.OperationTimedOutException;
import com.datastax.driver.core.exceptions.OverloadedException;
import com.datastax.driver.core.exceptions.ServerError;
import com.datastax.driver.core.exceptions.TransportException;
import com.datastax.driver.core.exceptions.UnauthorizedException;
import com.datastax.driver.core.exceptions.UnavailableException;
import com.datastax.driver.core.exceptions.WriteTimeoutException;
import io.eos.api.EosException;
import io.eos.api.InvalidConfigurationException;
import io.eos.api.StoreUnavailableException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which errors of the driver leave a write open. */
class FailuresTest {
    private static final EndPoint NODE = () -> InetSocketAddress.createUnresolved("h", 9042);

    private static final List<DriverException> OPEN = List.of(
            new WriteTimeoutException(ConsistencyLevel.SERIAL, WriteType.CAS, 1, 2),
            new WriteTimeoutException(ConsistencyLevel.QUORUM, WriteType.SIMPLE, 1, 2),
            new CASWriteUnknownException(ConsistencyLevel.SERIAL, 1, 2),
            new OperationTimedOutException(NODE),
            new TransportException(NODE, "closed"),
            new ServerError(NODE, "broken"),
            new OverloadedException(NODE, "busy"),
            // At the commit's level: after the decision.
            new UnavailableException(ConsistencyLevel.QUORUM, 2, 1));

    private static final List<DriverException> NOTHING = List.of(
            new UnavailableException(ConsistencyLevel.SERIAL, 2, 1),
            new UnavailableException(ConsistencyLevel.LOCAL_SERIAL, 2, 1),
            new NoHostAvailableException(Map.of()),
            new BootstrappingException(NODE, "soon"),
            new InvalidQueryException("no such table"));

    @Test
    void aWriteWhoseAnswerIsLostMayHaveHappened() {
        assertThat(OPEN).allMatch(Failures::mayHaveHappened);
        assertThat(NOTHING).noneMatch(Failures::mayHaveHappened);
    }

    @Test
    void whatMayBeRepeatedIsUnavailableAndWhatMayNotIsNot() {
        assertThat(of(new UnavailableException(ConsistencyLevel.SERIAL, 2, 1)))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("a record at somewhere found 1 replicas alive of the 2 that SERIAL needs");
        assertThat(of(new NoHostAvailableException(Map.of()))).isInstanceOf(StoreUnavailableException.class);
        assertThat(of(new UnauthorizedException(NODE, "no"))).isInstanceOf(InvalidConfigurationException.class);
        assertThat(of(new InvalidQueryException("value 'secret'")))
                .isExactlyInstanceOf(EosException.class)
                .hasMessageNotContaining("secret");
    }

    private static EosException of(DriverException error) {
        return Failures.of("a record", "somewhere", error);
    }
}
