package dev.holdfast.cli.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cli.config.load.Layers.Flag;
import dev.holdfast.cli.config.source.Problem;
import dev.holdfast.cli.config.source.Warning;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A configuration under test: a file, variables and flags.
final class Written {
    /// As the issue of this server has it.
    static final String SMALLEST_FOR_PRODUCTION = """
            environment: production
            listen: 0.0.0.0:8080
            admin: 127.0.0.1:9090
            path: /ws
            origins: [ "https://app.example.com" ]
            auth:
              jwt:
                secret-env: CHAT_JWT_SECRET        # or secret-file, or jwks: https://…/jwks.json
                issuer: https://issuer.example.com
                audience: chat
            """;

    static final String SECRET = "canary-of-a-secret-0123456789abcdef";

    private final Path directory;
    private final String yaml;
    private final Map<String, String> environment = new HashMap<>();
    private final List<Flag> flags = new ArrayList<>();

    private Written(Path directory, String yaml) {
        this.directory = directory;
        this.yaml = yaml;
    }

    static Written in(Path directory, String yaml) {
        return new Written(directory, yaml).with("CHAT_JWT_SECRET", SECRET);
    }

    Written with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Written without(String variable) {
        environment.remove(variable);
        return this;
    }

    Written with(Flag flag) {
        flags.add(flag);
        return this;
    }

    Loading load() {
        Path file = directory.resolve("holdfast.yaml");
        try {
            Files.writeString(file, yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ConfigurationLoader.load(new Layers(new Layers.File(file), environment, flags));
    }

    LoadedConfiguration valid() {
        Loading loading = load();
        assertThat(loading).as(() -> String.join("\n", problems(loading))).isInstanceOf(Loading.Valid.class);
        return ((Loading.Valid) loading).loaded();
    }

    List<String> warnings() {
        return valid().warnings().stream().map(Warning::line).map(this::local).toList();
    }

    /// Their lines, with the file's directory left out.
    List<String> problems() {
        return problems(load());
    }

    private List<String> problems(Loading loading) {
        return switch (loading) {
            case Loading.Valid _ -> List.of();
            case Loading.Invalid(List<Problem> problems) ->
                problems.stream().map(Problem::text).map(this::local).toList();
        };
    }

    private String local(String line) {
        return line.replace(directory + "/", "");
    }
}
