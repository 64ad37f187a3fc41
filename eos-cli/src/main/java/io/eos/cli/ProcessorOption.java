package io.eos.cli;

import io.eos.spi.Registration;
import io.eos.spi.StoreAdmin;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which processor, for commands that look into a store. */
final class ProcessorOption {
    @Option(
            names = "--processor",
            paramLabel = "NAME",
            description = "The processor's name; or EOS_PROCESSOR. May be left out where the store holds one only.")
    private @Nullable String name;

    /**
     * The processor as it is registered in the store.
     *
     * @throws CommandFailure if it is not, or none was named and there is not exactly one
     */
    Registration find(StoreAdmin admin, ConfigOption config, Session session) {
        List<Registration> all = admin.processors();
        if (all.isEmpty()) {
            throw CommandFailure.badInput("this store holds nothing: no processor was ever registered in it."
                    + " Check --store and --store-prefix");
        }
        String known = all.stream().map(one -> one.stored().name()).collect(Collectors.joining(", "));
        String wanted = config.find(name, "processor", session).orElse(null);
        if (wanted == null) {
            if (all.size() == 1) {
                return all.get(0);
            }
            throw CommandFailure.usage("missing --processor: this store holds " + all.size() + ", " + known);
        }
        return all.stream()
                .filter(one -> one.stored().name().equals(wanted))
                .findFirst()
                .orElseThrow(() ->
                        CommandFailure.badInput("the store knows no processor '" + wanted + "'; it holds " + known));
    }
}
