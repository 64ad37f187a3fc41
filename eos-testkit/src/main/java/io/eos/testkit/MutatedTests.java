package io.eos.testkit;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs the tests of a store on a mutation of it. Not thread-safe. */
final class MutatedTests {
    /** A mutant may wait for what never comes. */
    private static final String PATIENCE = "60 s";

    private final Mutation mutation;
    private final ClassLoader loader;
    private final Class<?> contract;

    /** @param original the contract, as the caller knows it */
    MutatedTests(Class<?> original, List<String> packages, Mutation mutation) {
        this.mutation = mutation;
        this.loader = mutation.load(packages.toArray(String[]::new));
        this.contract = load(original.getName());
    }

    private Class<?> load(String name) {
        try {
            return loader.loadClass(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What fails of the first suspect that does, or else of the whole contract. */
    Set<String> firstFailures() {
        for (String suspect : mutation.suspects()) {
            Set<String> failed = run(selector(suspect));
            if (!failed.isEmpty()) {
                return failed;
            }
        }
        return run(DiscoverySelectors.selectClass(contract));
    }

    /** What fails of all suspects, or of the whole contract where there are none. */
    Set<String> failuresOfSuspects() {
        if (mutation.suspects().isEmpty()) {
            return firstFailures();
        }
        Set<String> failed = new TreeSet<>();
        mutation.suspects().forEach(suspect -> failed.addAll(run(selector(suspect))));
        return failed;
    }

    /** A group of the contract, or else a class beside it, perhaps with a method. */
    private DiscoverySelector selector(String suspect) {
        for (Class<?> type = contract; type != null; type = type.getSuperclass()) {
            for (Class<?> nested : type.getDeclaredClasses()) {
                if (nested.getSimpleName().equals(suspect)) {
                    return DiscoverySelectors.selectNestedClass(List.of(contract), nested);
                }
            }
        }
        int hash = suspect.indexOf('#');
        Class<?> test = load(contract.getPackageName() + "." + (hash < 0 ? suspect : suspect.substring(0, hash)));
        return hash < 0
                ? DiscoverySelectors.selectClass(test)
                : DiscoverySelectors.selectMethod(test, method(test, suspect.substring(hash + 1)));
    }

    private static Method method(Class<?> test, String name) {
        return Arrays.stream(test.getDeclaredMethods())
                .filter(method -> method.getName().equals(name))
                .findAny()
                .orElseThrow(() -> new IllegalStateException("there is no test " + name + " in " + test));
    }

    private Set<String> run(DiscoverySelector what) {
        Set<String> failed = new TreeSet<>();
        List<TestIdentifier> ended = new ArrayList<>();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // By which providers are looked up.
        thread.setContextClassLoader(loader);
        try {
            LauncherFactory.create()
                    .execute(
                            LauncherDiscoveryRequestBuilder.request()
                                    .selectors(what)
                                    .configurationParameter("junit.jupiter.execution.timeout.default", PATIENCE)
                                    .build(),
                            new TestExecutionListener() {
                                @Override
                                public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                                    ended.add(test);
                                    if (result.getStatus() == Status.FAILED) {
                                        failed.add(name(test));
                                    }
                                }
                            });
        } finally {
            thread.setContextClassLoader(before);
        }
        if (ended.stream().noneMatch(TestIdentifier::isTest) && failed.isEmpty()) {
            throw new IllegalStateException("there is no test in " + what);
        }
        return failed;
    }

    private static String name(TestIdentifier test) {
        return test.getSource()
                .filter(MethodSource.class::isInstance)
                .map(MethodSource.class::cast)
                .map(method ->
                        method.getJavaMethod().getDeclaringClass().getSimpleName() + "." + method.getMethodName())
                .orElse(test.getDisplayName());
    }
}
