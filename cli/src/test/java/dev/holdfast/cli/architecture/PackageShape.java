package dev.holdfast.cli.architecture;

import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullMarked;

/// What a package and a class look like, so that a newcomer can guess right.
final class PackageShape {
    private PackageShape() {}

    static List<ArchRule> in(String root) {
        return List.of(
                noCycles(root), nullMarked(root), names(root), causeRulesAreHidden(root), causeRulesAreStateless(root));
    }

    /// A package and what lies below it count as one: `cause.rules` is a detail of `cause`. A module's own package is
    /// its front door: what is offered to others, and the one class that puts the packages behind it together. It
    /// knows them and they know it, so it does not count.
    private static ArchRule noCycles(String root) {
        Pattern moduleAndPackage = Pattern.compile(Pattern.quote(root) + "\\.(\\w+)\\.(\\w+).*");
        return slices().assignedFrom(new SliceAssignment() {
                    @Override
                    public SliceIdentifier getIdentifierOf(JavaClass type) {
                        Matcher name = moduleAndPackage.matcher(type.getPackageName());
                        return name.matches()
                                ? SliceIdentifier.of(name.group(1), name.group(2))
                                : SliceIdentifier.ignore();
                    }

                    @Override
                    public String getDescription() {
                        return "packages";
                    }
                })
                .should()
                .beFreeOfCycles()
                .as("packages are free of cycles");
    }

    private static ArchRule nullMarked(String root) {
        return classes()
                .that()
                .resideInAPackage(root + "..")
                .should(new ArchCondition<>("live in a package that is @NullMarked") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                            events.add(SimpleConditionEvent.violated(
                                    type, type.getFullName() + " lives in a package without @NullMarked package-info"));
                        }
                    }
                })
                .as("every package is @NullMarked");
    }

    private static ArchRule names(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .haveNameMatching(".*(Manager|Utils?|Helper|Impl)")
                .orShould()
                .haveNameMatching(".*[.$]Abstract[A-Z].*")
                .as("no class is called Manager, Util, Helper, Impl or Abstract-something")
                .because("such a name says what the class is for the compiler, not what it is for the reader");
    }

    private static ArchRule causeRulesAreHidden(String root) {
        return classes()
                .that()
                .resideInAPackage(root + ".core.cause.rules")
                .and()
                .implement(root + ".core.cause.CauseRule")
                .should()
                .bePackagePrivate()
                .andShould()
                .haveModifier(FINAL)
                .allowEmptyShould(true)
                .as("cause rules are package-private and final")
                .because("the catalogue is the only way to a rule, and its order is the precedence");
    }

    private static ArchRule causeRulesAreStateless(String root) {
        return fields().that()
                .areDeclaredInClassesThat()
                .resideInAPackage(root + ".core.cause.rules")
                .should()
                .beFinal()
                .allowEmptyShould(true)
                .as("cause rules keep no state")
                .because("a rule that remembers gives the same timeline two explanations");
    }
}
