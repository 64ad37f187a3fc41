package io.eos.core;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.members;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The layers: what may know what. */
class ArchitectureTest {
    private static final JavaClasses EOS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.eos");

    private static final String[] API = {"io.eos.api..", "io.eos.spi.."};
    private static final String[] PLATFORM = {"java..", "javax.."};

    @Test
    void theClassesOfAllModulesAreLookedAt() {
        assertThat(EOS.stream().map(JavaClass::getPackageName))
                .contains(
                        "io.eos.api",
                        "io.eos.spi",
                        "io.eos.core",
                        "io.eos.testkit",
                        "io.eos.servers",
                        "io.eos.store.jdbc");
    }

    @Test
    void theApiKnowsNothingButAnnotations() {
        classes()
                .that()
                .resideInAnyPackage(API)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(API)
                        .or(resideInAnyPackage(PLATFORM))
                        .or(resideInAPackage("org.jspecify.annotations")))
                .check(EOS);
    }

    @Test
    void theApiKnowsNoSql() {
        noClasses()
                .that()
                .resideInAnyPackage(API)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..")
                .check(EOS);
    }

    @Test
    void theCoreNamesNoStore() {
        noClasses()
                .that()
                .resideInAPackage("io.eos.core..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.eos.store..",
                        "io.eos.testkit..",
                        "io.eos.servers..",
                        "io.eos.cli..",
                        "java.sql..",
                        "javax.sql..")
                .check(EOS);
    }

    @Test
    void storesKnowTheApiAndNeitherTheCoreNorKafkaNorEachOther() {
        noClasses()
                .that()
                .resideInAPackage("io.eos.store..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.eos.core..", "io.eos.testkit..", "io.eos.servers..", "io.eos.cli..", "org.apache.kafka..")
                .check(EOS);
        slices().matching("io.eos.store.(*)..")
                .should()
                .notDependOnEachOther()
                .allowEmptyShould(true)
                .check(EOS);
    }

    @Test
    void theTestKitKnowsTheApiOnly() {
        noClasses()
                .that()
                .resideInAPackage("io.eos.testkit..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("io.eos..").and(not(resideInAnyPackage("io.eos.testkit..", API[0], API[1]))))
                .check(EOS);
    }

    @Test
    void theServersKnowNothingOfEos() {
        noClasses()
                .that()
                .resideInAPackage("io.eos.servers..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.eos..").and(not(resideInAPackage("io.eos.servers.."))))
                .check(EOS);
    }

    @Test
    void nothingPublicExposesWhatIsNot() {
        members()
                .that()
                .areDeclaredInClassesThat(not(resideInAnyPackage("io.eos.servers..")))
                .should(exposeOnlyPublicTypes())
                .check(EOS);
    }

    @Test
    void packagesAreNullMarked() {
        classes()
                .that()
                .haveSimpleName("package-info")
                .should()
                .beAnnotatedWith("org.jspecify.annotations.NullMarked")
                .check(EOS);
        Set<String> described = EOS.stream()
                .filter(type -> type.getSimpleName().equals("package-info"))
                .map(JavaClass::getPackageName)
                .collect(Collectors.toSet());
        assertThat(described)
                .containsAll(EOS.stream().map(JavaClass::getPackageName).toList());
    }

    /** The core is one large package: its description says where each class belongs, once. */
    @Test
    void theMapOfTheCoreNamesEachOfItsClassesOnce() throws IOException {
        String description = Files.readString(Path.of("src/main/java/io/eos/core/package-info.java"));
        String parts = description.substring(description.indexOf("<ul>"), description.indexOf("</ul>"));
        List<String> named = Pattern.compile("\\{@code\\s+(?:\\*\\s+)?(\\w+)}")
                .matcher(parts)
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(named)
                .containsExactlyInAnyOrderElementsOf(EOS.stream()
                        .filter(type -> type.getPackageName().equals("io.eos.core"))
                        .filter(JavaClass::isTopLevelClass)
                        .map(JavaClass::getSimpleName)
                        .filter(name -> !name.equals("package-info"))
                        .toList());
    }

    private static ArchCondition<JavaMember> exposeOnlyPublicTypes() {
        return new ArchCondition<>("expose only public types") {
            @Override
            public void check(JavaMember member, ConditionEvents events) {
                if (!visible(member)) {
                    return;
                }
                exposed(member)
                        .filter(type -> type.getPackageName().startsWith("io.eos"))
                        .filter(type -> !visible(type))
                        .forEach(type -> events.add(SimpleConditionEvent.violated(
                                member, member.getFullName() + " exposes " + type.getFullName())));
            }
        };
    }

    private static Stream<JavaClass> exposed(JavaMember member) {
        if (member instanceof JavaField field) {
            return field.getType().getAllInvolvedRawTypes().stream();
        }
        JavaCodeUnit unit = (JavaCodeUnit) member;
        return Stream.of(
                        unit.getReturnType().getAllInvolvedRawTypes().stream(),
                        unit.getParameterTypes().stream().flatMap(type -> type.getAllInvolvedRawTypes().stream()),
                        unit.getExceptionTypes().stream())
                .flatMap(types -> types);
    }

    private static boolean visible(JavaMember member) {
        return visible(member.getModifiers()) && visible(member.getOwner());
    }

    private static boolean visible(JavaClass type) {
        JavaClass element = type.getBaseComponentType();
        return element.isPrimitive() || (visible(element.getModifiers()) && enclosingIsVisible(element));
    }

    private static boolean enclosingIsVisible(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureTest::visible).orElse(true);
    }

    private static boolean visible(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }
}
