package io.eos.spi;

import io.eos.api.InvalidConfigurationException;
import io.eos.api.StoreAddress;
import io.eos.api.StoreUnavailableException;
import java.util.List;

/**
 * Opens stores of one kind. Found with {@link java.util.ServiceLoader}: a public class with a public no-argument constructor,
 * registered with {@code @AutoService(ResultStoreProvider.class)} or by hand.
 */
public interface ResultStoreProvider {
    /** {@return a short name that no other provider has, such as {@code jdbc}: lower-case letters, digits and hyphens, a letter first} */
    String name();

    /** {@return addresses that it accepts, as examples for messages and help: {@code jdbc:h2:file:./eos}} */
    List<String> examples();

    /**
     * {@return whether this provider opens stores at that address} Looks at the text only.
     *
     * @param address what a user gave
     */
    boolean accepts(StoreAddress address);

    /**
     * Opens a store.
     *
     * @param config the address and the store's settings
     * @return a store that is ready, for the caller to close
     * @throws InvalidConfigurationException if the address or a setting is wrong, with all problems at once
     * @throws StoreUnavailableException if the storage system cannot be reached within 10 seconds
     */
    ResultStore open(StoreConfig config);
}
