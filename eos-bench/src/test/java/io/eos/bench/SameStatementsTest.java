package io.eos.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.eos.api.MessageId;
import io.eos.api.Scope;
import io.eos.spi.Completion;
import io.eos.spi.ResultStore;
import io.eos.spi.Tenure;
import io.eos.store.jdbc.JdbcStores;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** To a SQL database {@code bare} sends what eos's store sends, word for word. */
class SameStatementsTest {
    private static final int IDS = 3;

    static Stream<Arguments> databases() {
        return Stream.of(BareSql.values())
                .flatMap(sql -> Stream.of(Scope.values()).map(scope -> Arguments.of(sql, scope)));
    }

    @ParameterizedTest
    @MethodSource("databases")
    void recordsAndFindsWithTheSameStatements(BareSql sql, Scope scope) throws Exception {
        String store = sql.name().toLowerCase(Locale.ROOT);
        Place place = new Place(store, Started.address(store));
        String prefix = Place.newPrefix();
        String url = place.url(prefix);
        List<String> ofStore = new ArrayList<>();
        List<String> ofBare = new ArrayList<>();
        Messages messages = new Messages(8);

        DataSource source = proxy(DataSource.class, (self, method, arguments) -> {
            assertThat(method.getName()).isEqualTo("getConnection");
            return recording(DriverManager.getConnection(url), ofStore);
        });
        try (ResultStore eos =
                JdbcStores.on(source).prefix(prefix).createSchema(true).open()) {
            EosClient client = new EosClient(eos, scope, Place.processor(prefix));
            ofStore.clear();
            use(client, messages);
            Tenure tenure =
                    EosClient.acquire(eos, scope, Place.processor(prefix)).tenure();
            Connection connection = recording(DriverManager.getConnection(url), ofBare);
            try (Client bare = new BareJdbcClient(connection, sql, prefix, tenure)) {
                ofBare.remove(0); // asks for the numbers of shard and processor
                use(bare, messages);
            }
        }
        assertThat(ofBare).hasSize(3);
        assertThat(ofStore.subList(0, 3)).containsExactlyInAnyOrderElementsOf(ofBare);
    }

    private static void use(Client client, Messages messages) throws Exception {
        Batch batch = messages.batch(IDS);
        client.record(batch);
        List<MessageId> ids = batch.completions().stream().map(Completion::id).toList();
        assertThat(client.find(ids)).isEqualTo(IDS);
    }

    /** A connection that notes what is prepared, without the schema in front of tables. */
    private static Connection recording(Connection real, List<String> statements) {
        return proxy(Connection.class, (self, method, arguments) -> {
            if (method.getName().equals("prepareStatement")) {
                statements.add(((String) arguments[0]).replaceAll("[\"`]\\w+[\"`][.]", ""));
            }
            return call(real, method, arguments);
        });
    }

    private static Object call(Connection real, Method method, Object... arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
