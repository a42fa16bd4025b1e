package dev.holdfast.cli.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.function.Predicate;

/// Conditions on every way a class can reach a member: a call, a method reference, a field, also from its lambdas.
final class Accesses {
    private Accesses() {}

    static ArchCondition<JavaClass> never(String description, Predicate<JavaAccess<?>> forbidden) {
        return new ArchCondition<>("never " + description) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (JavaAccess<?> access : type.getAccessesFromSelf()) {
                    if (forbidden.test(access)) {
                        events.add(SimpleConditionEvent.violated(access, access.getDescription()));
                    }
                }
            }
        };
    }

    /// Classes other than the named one and those nested in it.
    static DescribedPredicate<JavaClass> notWithin(String topLevelName) {
        return DescribedPredicate.describe(
                "are not part of " + topLevelName,
                type -> !topLevel(type).getFullName().equals(topLevelName));
    }

    static JavaClass topLevel(JavaClass type) {
        return type.getEnclosingClass().map(Accesses::topLevel).orElse(type);
    }
}
