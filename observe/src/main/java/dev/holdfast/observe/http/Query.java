package dev.holdfast.observe.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The parameters of a request.
record Query(Map<String, String> parameters) {
    private static final int MAX_LENGTH = 2048;
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1000;

    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;
        private final String problem;

        Unusable(String problem) {
            this(problem, null);
        }

        Unusable(String problem, @Nullable Throwable cause) {
            super(problem, cause);
            this.problem = problem;
        }

        @Override
        public String getMessage() {
            return problem;
        }
    }

    static Query parse(@Nullable String raw) throws Unusable {
        Map<String, String> parameters = new HashMap<>();
        if (raw == null || raw.isEmpty()) {
            return new Query(parameters);
        }
        if (raw.length() > MAX_LENGTH) {
            throw new Unusable("found a query of " + raw.length() + " characters, expected at most " + MAX_LENGTH);
        }
        for (String pair : raw.split("&")) {
            int equals = pair.indexOf('=');
            try {
                String name = decode(equals < 0 ? pair : pair.substring(0, equals));
                String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
                if (parameters.put(name, value) != null) {
                    throw new Unusable("found the parameter \"" + name + "\" twice, expected it once");
                }
            } catch (IllegalArgumentException badEncoding) {
                throw new Unusable("found a query that is not percent-encoded properly", badEncoding);
            }
        }
        return new Query(parameters);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    void only(String... names) throws Unusable {
        for (String name : parameters.keySet()) {
            if (!List.of(names).contains(name)) {
                throw new Unusable("found the parameter \"" + name + "\", expected "
                        + (names.length == 0 ? "none" : String.join(", ", names)));
            }
        }
    }

    @Nullable
    String text(String name) {
        String value = parameters.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    boolean truth(String name, boolean otherwise) throws Unusable {
        Boolean value = truth(name);
        return value == null ? otherwise : value;
    }

    /// @return `null` where it is not given
    @Nullable
    Boolean truth(String name) throws Unusable {
        String value = text(name);
        if (value != null && !value.equals("true") && !value.equals("false")) {
            throw new Unusable(name + ": found \"" + value + "\", expected true or false");
        }
        return value == null ? null : value.equals("true");
    }

    /// How many of a list are asked for.
    int limit() throws Unusable {
        return (int) number("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
    }

    long number(String name, long otherwise, long least, long most) throws Unusable {
        String value = text(name);
        if (value == null) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException noNumber) {
            // said below, with the range
        }
        throw new Unusable(name + ": found \"" + value + "\", expected " + least + " to " + most);
    }
}
