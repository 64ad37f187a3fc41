package io.eos.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.eos.api.InvalidConfigurationException;
import io.eos.api.StoreAddress;
import io.eos.api.StoreUnavailableException;
import io.eos.spi.ResultStore;
import io.eos.spi.ResultStoreProvider;
import io.eos.spi.StoreConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/**
 * The contract that every {@link ResultStoreProvider} must pass. A provider's test extends this class, and says which addresses it opens.
 *
 * <p>Not covered: what the store does that it opens, see {@link StoreContract}; and what a driver logs by itself.
 */
public abstract class ProviderContract {
    private static final String HIDDEN = "***";

    /** For subclasses. */
    protected ProviderContract() {}

    /** {@return a new instance of the provider} */
    protected abstract ResultStoreProvider provider();

    /**
     * {@return a store that can be opened, or is opened already by others}
     *
     * <p>Its address holds a password that stands nowhere else, and each setting is one that the provider knows.
     */
    protected abstract StoreConfig config();

    /** {@return stores that cannot be reached, with a password in each address} None by default, for a provider without a server. */
    protected List<StoreConfig> unreachable() {
        return List.of();
    }

    @Test
    void theServiceLoaderFindsItOnce() {
        ResultStoreProvider provider = provider();
        List<ResultStoreProvider> found =
                ServiceLoader.load(
                                ResultStoreProvider.class, provider.getClass().getClassLoader())
                        .stream()
                        .map(ServiceLoader.Provider::get)
                        .toList();
        assertThat(found)
                .filteredOn(one -> one.getClass() == provider.getClass())
                .as("registered in META-INF/services")
                .hasSize(1);
        assertThat(found)
                .filteredOn(one -> one.name().equals(provider.name()))
                .as("no other provider has its name")
                .hasSize(1);
    }

    @Test
    void itsNameIsThatOfItsStores() {
        try (ResultStore store = provider().open(config())) {
            assertThat(store.traits().name()).isEqualTo(provider().name());
        }
    }

    @Test
    void itAcceptsItsExamplesAndNothingOfOthers() {
        ResultStoreProvider provider = provider();
        assertThat(provider.examples()).isNotEmpty();
        for (String example : provider.examples()) {
            assertThat(provider.accepts(StoreAddress.parse(example)))
                    .as(example)
                    .isTrue();
        }
        assertThat(provider.accepts(config().address())).isTrue();
        assertThat(provider.accepts(StoreAddress.parse("no-such-store://host/x")))
                .isFalse();
    }

    @Test
    void anUnknownSettingIsRefusedAndTheKnownOnesAreListed() {
        StoreConfig config = config();
        assertThatThrownBy(() -> provider().open(withUnknownSetting(config)))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("store.no-such-setting")
                .hasMessageNotContaining("value-of-it")
                .satisfies(refused -> config.settings()
                        .keySet()
                        .forEach(known -> assertThat(refused).hasMessageContaining(known)));
    }

    @Test
    void nothingThatItSaysTellsThePassword() {
        StoreConfig config = config();
        String password = password(config.address());
        assertThat(told(catchThrowable(() -> provider().open(withUnknownSetting(config)))))
                .doesNotContain(password);
        try (ResultStore store = provider().open(config)) {
            assertThat(List.of(
                            provider().toString(), config.toString(), store.toString(), store.traits(), store.admin()))
                    .noneMatch(one -> one.toString().contains(password));
            assertThat(store.preflight(Duration.ofDays(1)).toString()).doesNotContain(password);
        }
    }

    @Test
    void anUnreachableStoreIsUnavailableAndItsAddressIsToldWithoutThePassword() {
        for (StoreConfig config : unreachable()) {
            String password = password(config.address());
            Throwable failure = catchThrowable(() -> provider().open(config));
            assertThat(failure)
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining(config.address().toString());
            assertThat(told(failure)).doesNotContain(password);
        }
    }

    private static StoreConfig withUnknownSetting(StoreConfig config) {
        Map<String, String> settings = new HashMap<>(config.settings());
        settings.put("no-such-setting", "value-of-it");
        return new StoreConfig(config.address(), settings, config.prefix());
    }

    /** What an address hides. */
    private static String password(StoreAddress address) {
        String shown = address.toString();
        int at = shown.indexOf(HIDDEN);
        assertThat(at)
                .as("the address has a password, which is hidden: %s", shown)
                .isNotNegative();
        String behind = shown.substring(at + HIDDEN.length());
        String whole = address.reveal();
        return whole.substring(at, whole.length() - behind.length());
    }

    private static String told(Throwable failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }
}
