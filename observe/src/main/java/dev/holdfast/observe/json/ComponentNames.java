package dev.holdfast.observe.json;

import java.time.Duration;
import tools.jackson.databind.PropertyNamingStrategy;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.AnnotatedField;
import tools.jackson.databind.introspect.AnnotatedMethod;
import tools.jackson.databind.introspect.AnnotatedParameter;

/// Snake case, and the unit where a component is a duration: `waited` becomes `waited_seconds`.
final class ComponentNames extends PropertyNamingStrategy {
    private static final long serialVersionUID = 1L;

    @Override
    public String nameForField(MapperConfig<?> config, AnnotatedField field, String name) {
        return name(field.getRawType(), name);
    }

    @Override
    public String nameForGetterMethod(MapperConfig<?> config, AnnotatedMethod method, String name) {
        return name(method.getRawType(), name);
    }

    @Override
    public String nameForConstructorParameter(MapperConfig<?> config, AnnotatedParameter parameter, String name) {
        return name(parameter.getRawType(), name);
    }

    private static String name(Class<?> type, String name) {
        return JsonNames.component(name) + (type == Duration.class ? "_seconds" : "");
    }
}
