package dev.holdfast.cli.config.source;

/// One thing that is wrong with the configuration. Its text is safe to print: whoever makes one keeps secrets out of
/// it.
///
/// @param key path of the key, `limits.message-bytes`; empty where the whole file is meant
/// @param found the value, by [Shown], or what else was found
/// @param expected what would be right
public record Problem(String key, String found, String expected, Origin origin) {
    /// One line: `holdfast.yaml:12: limits.message-bytes: found "64 potatoes", expected bytes like 64KiB`.
    public String text() {
        return origin.text() + ": " + (key.isEmpty() ? "" : key + ": ") + "found " + found + ", expected " + expected;
    }
}
