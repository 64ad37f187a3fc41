package io.eos.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FaultProxyTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int SHORT_MILLIS = 300;
    private static final int LONG_MILLIS = 30_000;

    private EchoServer server;
    private FaultProxy proxy;

    @BeforeEach
    void open() throws IOException {
        server = new EchoServer();
        proxy = FaultProxy.to(server.port());
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        server.close();
    }

    @Test
    void passesBothWaysAndEndsWithItsClient() throws IOException {
        try (Socket client = connect()) {
            assertThat(ask(client, "hello")).isEqualTo("hello");
            assertThat(proxy.connections()).isEqualTo(1);
            client.shutdownOutput();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        Await.until("the connection to end", SOON, () -> proxy.connections() == 0, () -> "");
        assertThat(proxy.accepted()).isEqualTo(1);
    }

    @Test
    void droppedRepliesLeaveTheRequestCarriedOut() throws IOException {
        try (Socket client = connect()) {
            ask(client, "a");
            proxy.set(Fault.DROP_REPLIES);
            client.setSoTimeout(SHORT_MILLIS);
            send(client, "lost");
            Await.until("the request to arrive", SOON, () -> server.received() == 5, () -> "");
            Await.until("its answer to be dropped", SOON, () -> proxy.droppedReplyBytes() == 4, () -> "");
            assertThatThrownBy(() -> receive(client, 1)).isInstanceOf(SocketTimeoutException.class);
            client.setSoTimeout(LONG_MILLIS);
            proxy.set(Fault.PASS);
            assertThatThrownBy(() -> receive(client, 1))
                    .as("never the answer to a later request in the place of the lost one")
                    .isInstanceOf(SocketException.class);
        }
        assertThat(ask("new")).isEqualTo("new");
    }

    @Test
    void silenceLetsNothingThroughAndTellsNobody() throws IOException {
        try (Socket client = connect()) {
            ask(client, "a");
            proxy.set(Fault.SILENCE);
            client.setSoTimeout(SHORT_MILLIS);
            send(client, "lost");
            assertThatThrownBy(() -> receive(client, 1)).isInstanceOf(SocketTimeoutException.class);
            assertThat(server.received()).isEqualTo(1);
        }
    }

    @Test
    void refusalResetsOpenConnectionsAndNewOnes() throws IOException {
        try (Socket client = connect()) {
            ask(client, "a");
            proxy.set(Fault.REFUSE);
            assertThatThrownBy(() -> receive(client, 1)).isInstanceOf(SocketException.class);
        }
        assertThatThrownBy(() -> ask("b")).isInstanceOf(IOException.class);
        proxy.set(Fault.PASS);
        assertThat(ask("c")).isEqualTo("c");
    }

    @Test
    void cutEndsInTheMidstOfAnAnswer() throws IOException {
        proxy.plan(FaultPlan.all(new Fault.Cut(3)));
        try (Socket client = connect()) {
            send(client, "hello");
            assertThat(receive(client, 3)).isEqualTo("hel");
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(server.received()).isEqualTo(5);
    }

    @Test
    void resetIsNoOrderlyEnd() throws IOException {
        proxy.plan(FaultPlan.all(new Fault.Reset(0)));
        try (Socket client = connect()) {
            send(client, "hello");
            assertThatThrownBy(() -> receive(client, 1)).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void halfClosedConnectionStillTakesRequests() throws IOException {
        proxy.plan(FaultPlan.all(new Fault.HalfClose(2)));
        try (Socket client = connect()) {
            send(client, "hello");
            assertThat(receive(client, 2)).isEqualTo("he");
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            send(client, "more");
            Await.until("the later request to arrive", SOON, () -> server.received() == 9, () -> "");
        }
    }

    @Test
    void delayHoldsRequestsBackAndKeepsTheirOrder() throws IOException {
        proxy.set(new Fault.Delay(Duration.ofHours(1)));
        try (Socket client = connect()) {
            send(client, "one");
            send(client, "two");
            client.setSoTimeout(SHORT_MILLIS);
            assertThatThrownBy(() -> receive(client, 1)).isInstanceOf(SocketTimeoutException.class);
            assertThat(server.received()).isEqualTo(0);
            client.setSoTimeout(LONG_MILLIS);
            proxy.set(Fault.PASS);
            assertThat(receive(client, 6)).isEqualTo("onetwo");
        }
    }

    @Test
    void latencyLetsRequestsThroughAndHoldsAnswersBack() throws IOException {
        proxy.set(new Fault.Latency(Duration.ofHours(1)));
        try (Socket client = connect()) {
            send(client, "one");
            client.setSoTimeout(SHORT_MILLIS);
            assertThatThrownBy(() -> receive(client, 1)).isInstanceOf(SocketTimeoutException.class);
            Await.until("the request at the server", SOON, () -> server.received() == 3, () -> "");
        }
    }

    @Test
    void answersOvertakeNoneThatIsLateAndTheEndComesLast() throws IOException {
        try (Socket client = connect()) {
            send(client, "zero");
            assertThat(receive(client, 4)).isEqualTo("zero");
            proxy.set(new Fault.Latency(Duration.ofMillis(30)));
            send(client, "one");
            Await.until("the first request at the server", SOON, () -> server.received() == 7, () -> "");
            proxy.set(Fault.PASS);
            send(client, "two");
            client.shutdownOutput();
            assertThat(receive(client, 6)).isEqualTo("onetwo");
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void trickleGoesOnAtFullSpeedWhenItIsTakenAway() throws IOException {
        proxy.set(Fault.Trickle.bytePerSecond());
        try (Socket client = connect()) {
            send(client, "x".repeat(10_000));
            Await.until("the first byte", SOON, () -> server.received() > 0, () -> "");
            assertThat(server.received()).isLessThan(100);
            proxy.set(Fault.PASS);
            assertThat(receive(client, 10_000)).hasSize(10_000);
        }
    }

    @Test
    void proxyThatWasOpenedFirstIsToldItsServerLater() throws IOException {
        try (FaultProxy early = FaultProxy.open()) {
            assertThatThrownBy(() -> ask(early, "a")).isInstanceOf(IOException.class);
            early.target(server.port());
            assertThat(ask(early, "b")).isEqualTo("b");
        }
    }

    @Test
    void planGivesTheSameConnectionTheSameFault() {
        FaultPlan plan = FaultPlan.flaky(7, 1_000);
        List<Fault> first = IntStream.range(0, 200).mapToObj(plan::of).toList();
        assertThat(IntStream.range(0, 200).mapToObj(FaultPlan.flaky(7, 1_000)::of))
                .containsExactlyElementsOf(first);
        assertThat(IntStream.range(0, 200).mapToObj(FaultPlan.flaky(8, 1_000)::of))
                .isNotEqualTo(first);
        assertThat(first.stream().map(Object::getClass).distinct()).hasSize(6);
        assertThat(IntStream.range(0, 200)
                        .mapToObj(FaultPlan.drawn(7, List.of(Fault.PASS, Fault.SILENCE))::of)
                        .distinct())
                .containsExactlyInAnyOrder(Fault.PASS, Fault.SILENCE);
    }

    private Socket connect() throws IOException {
        return connect(proxy);
    }

    private static Socket connect(FaultProxy to) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), to.port());
        socket.setSoTimeout(LONG_MILLIS);
        return socket;
    }

    private String ask(String text) throws IOException {
        return ask(proxy, text);
    }

    private static String ask(FaultProxy to, String text) throws IOException {
        try (Socket socket = connect(to)) {
            return ask(socket, text);
        }
    }

    private static String ask(Socket socket, String text) throws IOException {
        send(socket, text);
        return receive(socket, text.length());
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String receive(Socket socket, int size) throws IOException {
        byte[] bytes = socket.getInputStream().readNBytes(size);
        if (bytes.length < size) {
            throw new IOException("ended after " + bytes.length + " bytes");
        }
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
