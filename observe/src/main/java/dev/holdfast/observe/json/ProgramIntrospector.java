package dev.holdfast.observe.json;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.Nulls;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.evidence.AuthProblem;
import dev.holdfast.core.evidence.Carrier;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.jsontype.NamedType;

/// Tells Jackson what the core's types would say with annotations, were they allowed to know Jackson.
final class ProgramIntrospector extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    /// Sealed types that stand inside a fact; their record's name is the property `kind`.
    private static final Set<Class<?>> SEALED = Set.of(TransportEnd.class, AuthProblem.class);

    @Override
    public JsonTypeInfo.@Nullable Value findPolymorphicTypeInfo(MapperConfig<?> config, Annotated annotated) {
        boolean sealed = SEALED.stream().anyMatch(type -> type.isAssignableFrom(annotated.getRawType()));
        return sealed && annotated instanceof AnnotatedClass
                ? JsonTypeInfo.Value.construct(
                        JsonTypeInfo.Id.NAME, JsonTypeInfo.As.PROPERTY, "kind", null, false, true)
                : super.findPolymorphicTypeInfo(config, annotated);
    }

    @Override
    public @Nullable List<NamedType> findSubtypes(MapperConfig<?> config, Annotated annotated) {
        Class<?> type = annotated.getRawType();
        return SEALED.contains(type)
                ? JsonNames.records(type).stream()
                        .map(each -> new NamedType(each, JsonNames.of(each)))
                        .toList()
                : super.findSubtypes(config, annotated);
    }

    @Override
    public String[] findEnumValues(
            MapperConfig<?> config, AnnotatedClass annotated, Enum<?>[] constants, String[] names) {
        return Arrays.stream(constants).map(ProgramIntrospector::word).toArray(String[]::new);
    }

    static String word(Enum<?> constant) {
        return switch (constant) {
            case Cause cause -> cause.id();
            case Confidence confidence -> confidence.name();
            case Initiator initiator -> initiator.word();
            case Carrier carrier -> carrier.word();
            default -> JsonNames.of(constant);
        };
    }

    /// What may not be `null` in the program may not be missing in JSON: a line that was cut or forged is refused
    /// where it is read, not where it surprises a rule.
    @Override
    public JsonSetter.Value findSetterInfo(MapperConfig<?> config, Annotated annotated) {
        return required(annotated)
                ? JsonSetter.Value.forValueNulls(Nulls.FAIL)
                : super.findSetterInfo(config, annotated);
    }

    @Override
    public @Nullable Boolean hasRequiredMarker(MapperConfig<?> config, AnnotatedMember member) {
        return required(member) ? Boolean.TRUE : super.hasRequiredMarker(config, member);
    }

    private static boolean required(Annotated annotated) {
        if (!(annotated instanceof AnnotatedMember member)
                || !member.getDeclaringClass().isRecord()) {
            return false;
        }
        RecordComponent[] components = member.getDeclaringClass().getRecordComponents();
        for (int i = 0; i < components.length; i++) {
            boolean same = member instanceof AnnotatedParameter parameter
                    ? parameter.getIndex() == i
                    : components[i].getName().equals(member.getName());
            if (same) {
                return !components[i].getAnnotatedType().isAnnotationPresent(Nullable.class);
            }
        }
        return false;
    }
}
