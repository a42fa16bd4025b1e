package dev.holdfast.cli.config.source;

/// Where a value was written.
public sealed interface Origin {
    /// In words that lead to the place: `holdfast.yaml:12`, `HOLDFAST_LISTEN`, `--port`.
    String text();

    /// @param line the first is 1
    record FileLine(String file, int line) implements Origin {
        @Override
        public String text() {
            return file + ":" + line;
        }
    }

    record EnvironmentVariable(String name) implements Origin {
        @Override
        public String text() {
            return name;
        }
    }

    record CommandFlag(String name) implements Origin {
        @Override
        public String text() {
            return name;
        }
    }

    /// What a command sets by itself, such as the development rules of `holdfast dev`.
    record Preset(String command) implements Origin {
        @Override
        public String text() {
            return command;
        }
    }

    /// Nobody wrote it.
    record Default() implements Origin {
        @Override
        public String text() {
            return "default";
        }
    }

    Origin DEFAULT = new Default();
}
