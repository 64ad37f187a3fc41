package io.eos.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is added to an address. */
class H2AddressTest {
    @Test
    void anH2AddressIsCompletedUnlessItSaysOtherwise() {
        assertThat(H2Address.complete("jdbc:h2:file:./eos"))
                .contains(";WRITE_DELAY=0", ";AUTO_SERVER=TRUE", ";LOCK_TIMEOUT=");
        assertThat(H2Address.complete("jdbc:h2:./eos;auto_server=false;Write_Delay=1"))
                .doesNotContain("AUTO_SERVER=TRUE", "WRITE_DELAY=0");
        assertThat(H2Address.complete("jdbc:h2:mem:x"))
                .contains(";DB_CLOSE_DELAY=-1")
                .doesNotContain("AUTO_SERVER");
        assertThat(H2Address.complete("jdbc:h2:tcp://h/x")).doesNotContain("AUTO_SERVER");
    }
}
