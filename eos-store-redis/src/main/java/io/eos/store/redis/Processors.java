package io.eos.store.redis;

import io.eos.api.CorruptRecordException;
import io.eos.api.Scope;
import io.eos.spi.ProcessorSpec;
import io.eos.spi.Registration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/** The processors: a hash each, and a set of their names. Thread-safe. */
final class Processors {
    private static final String ATTRIBUTE = "@";

    private final Layout layout;
    private final Calls calls;

    Processors(Layout layout, Calls calls) {
        this.layout = layout;
        this.calls = calls;
    }

    /** A processor as it is stored. */
    record Known(Registration registration, int buckets) {
        Scope scope() {
            return registration.stored().scope();
        }
    }

    Registration register(ProcessorSpec spec) {
        String what = "the registration of " + spec.name();
        // Its name first: one that is listed and not there is passed over.
        calls.write(what, Call.of(Command.SADD).key(layout.keys().processors()).with(spec.name()));
        Call call = Call.of(Script.REGISTER)
                .key(layout.keys().processor(spec.name()))
                .with("incarnation")
                .with(UUID.randomUUID().toString())
                .with("scope")
                .with(spec.scope().name())
                .with("buckets")
                .with(layout.buckets())
                .with("layout")
                .with(Layout.VERSION);
        Known known = known(spec.name(), calls.write(what, attributes(call, spec.attributes())));
        if (known == null) {
            throw new CorruptRecordException("the processor " + spec.name() + " was registered and is not there");
        }
        layout.check(spec.name(), known.scope(), known.buckets());
        return known.registration();
    }

    void amend(String processor, Map<String, String> attributes) {
        if (!attributes.isEmpty()) {
            Call call = Call.of(Script.AMEND).key(layout.keys().processor(processor));
            calls.write("the amendment of " + processor, attributes(call, attributes));
        }
    }

    Optional<Known> find(String processor) {
        Call call = Call.of(Command.HGETALL).key(layout.keys().processor(processor));
        return Optional.ofNullable(known(processor, calls.read("a look-up of " + processor, call)));
    }

    List<Registration> all() {
        Object members = calls.read(
                "a list of processors",
                Call.of(Command.SMEMBERS).key(layout.keys().processors()));
        List<Registration> all = new ArrayList<>();
        for (Object member : Replies.list(members)) {
            find(Replies.text(member)).ifPresent(known -> all.add(known.registration()));
        }
        all.sort(Comparator.comparing(registration -> registration.stored().name()));
        return all;
    }

    private static Call attributes(Call call, Map<String, String> attributes) {
        attributes.forEach((name, value) -> call.with(ATTRIBUTE + name).with(value));
        return call;
    }

    private static @Nullable Known known(String name, @Nullable Object reply) {
        List<@Nullable Object> flat = Replies.list(reply);
        Map<String, String> attributes = new TreeMap<>();
        Map<String, String> own = new TreeMap<>();
        for (int i = 0; i < flat.size(); i += 2) {
            String field = Replies.text(flat.get(i));
            String value = Replies.text(flat.get(i + 1));
            if (field.startsWith(ATTRIBUTE)) {
                attributes.put(field.substring(ATTRIBUTE.length()), value);
            } else {
                own.put(field, value);
            }
        }
        if (own.isEmpty()) {
            return null;
        }
        Layout.checkVersion(name, own.get("layout"));
        try {
            ProcessorSpec spec = ProcessorSpec.of(name, Scope.valueOf(own.getOrDefault("scope", "")), attributes);
            UUID incarnation = UUID.fromString(own.getOrDefault("incarnation", ""));
            return new Known(new Registration(incarnation, spec), Integer.parseInt(own.getOrDefault("buckets", "")));
        } catch (IllegalArgumentException e) {
            throw new CorruptRecordException(
                    "the processor " + name + " is stored in a form that this release does not know", e);
        }
    }
}
