package dev.holdfast.cli.config.bind;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A key that has to be written. The defaults hold the strictest value in its place, so that what else is wrong can be
/// found as well when it is missing.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Required {
    /// What to write.
    String value();
}
