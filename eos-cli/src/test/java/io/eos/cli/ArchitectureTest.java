package io.eos.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final String CHAOS = "io.eos.cli.chaos";
    private static final String AUDIT = "io.eos.cli.audit";

    // A handler names what its store lends it.
    private static final String LEDGER_WITH_EOS = "LedgerProcessor";

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.eos.cli");

    @Test
    void auditKnowsNothingOfEos() {
        noClasses()
                .that()
                .resideInAPackage(AUDIT)
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "are of eos",
                        (JavaClass other) -> other.getPackageName().startsWith("io.eos")
                                && !other.getPackageName().equals(AUDIT)))
                .check(classes);
    }

    @Test
    void onlyTheWorkerWithEosKnowsTheEngine() {
        noClasses()
                .that()
                .resideInAPackage("io.eos.cli.demo..")
                .and()
                .doNotHaveSimpleName("WorkerMain")
                .and()
                .doNotHaveSimpleName(LEDGER_WITH_EOS)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.eos.core..", "io.eos.spi..", "io.eos.store..")
                .check(classes);
    }

    @Test
    void packagesOfChaosKnowOnlyThoseBelow() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("suite")
                .definedBy(CHAOS)
                .layer("report")
                .definedBy(CHAOS + ".report")
                .layer("scenario")
                .definedBy(CHAOS + ".scenario")
                .layer("trial")
                .definedBy(CHAOS + ".trial")
                .layer("worker")
                .definedBy(CHAOS + ".worker")
                .layer("clock")
                .definedBy(CHAOS + ".clock")
                .layer("judge")
                .definedBy(CHAOS + ".judge")
                .whereLayer("suite")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("report")
                .mayOnlyBeAccessedByLayers("suite")
                .whereLayer("scenario")
                .mayOnlyBeAccessedByLayers("suite", "report")
                .whereLayer("trial")
                .mayOnlyBeAccessedByLayers("suite", "report", "scenario")
                .whereLayer("worker")
                .mayOnlyBeAccessedByLayers("suite", "report", "scenario", "trial")
                .whereLayer("clock")
                .mayOnlyBeAccessedByLayers("scenario", "trial")
                .check(classes);
    }

    @Test
    void commandsNameNoStore() {
        noClasses()
                .that()
                .doNotHaveSimpleName(LEDGER_WITH_EOS)
                .and()
                .doNotHaveSimpleName("EffectsProcessor")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.eos.store..")
                .check(classes);
    }
}
