package io.eos.cli.chaos.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GateTest {
    private final Gate gate = new Gate(2);

    @AfterEach
    void close() {
        gate.close();
    }

    @Test
    void opensWhenAllAreThereAndAgainForThoseThatStillLive() throws IOException {
        try (Socket first = client()) {
            try (Socket second = client()) {
                first.getOutputStream().write(1);
                assertThat(gate.rounds()).isZero();
                Gate.await(second);
                assertThat(first.getInputStream().read()).isOne();
                assertThat(gate.rounds()).isOne();

                first.getOutputStream().write(1);
                // It waits for the second one, which dies.
            }
            await().until(() -> gate.rounds() == 2);
        }
    }

    private Socket client() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), gate.port());
    }
}
