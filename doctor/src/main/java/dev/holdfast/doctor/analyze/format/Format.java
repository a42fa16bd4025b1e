package dev.holdfast.doctor.analyze.format;

import dev.holdfast.doctor.analyze.event.Reading;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// What can be read. A closed set: `--format` takes its words. Of two logs of one program the one that knows more of an
/// end stands first, and is read first where their times are equal.
public enum Format {
    HOLDFAST("holdfast", HoldfastLog::recognises, HoldfastLog::new),
    NGINX_ERROR("nginx-error", NginxErrors::recognises, NginxErrors::new),
    NGINX_JSON("nginx-json", NginxJson::recognises, NginxJson::new),
    HAPROXY("haproxy", HaProxyLog::recognises, HaProxyLog::new),
    UVICORN("uvicorn", UvicornLog::recognises, UvicornLog::new),
    NGINX_ACCESS("nginx-access", NginxAccess::recognises, NginxAccess::new),
    CAPTURE("capture", _ -> false, CaptureReading::new) {
        @Override
        int fit(byte[] beginning, List<String> lines) {
            return CaptureReading.recognises(beginning) ? Integer.MAX_VALUE : 0;
        }
    },
    NETLOG("netlog", _ -> false, NetLog::new) {
        @Override
        int fit(byte[] beginning, List<String> lines) {
            return NetLog.recognises(beginning) ? Integer.MAX_VALUE : 0;
        }
    },
    HAR("har", _ -> false, HarReading::new) {
        @Override
        int fit(byte[] beginning, List<String> lines) {
            return HarReading.recognises(beginning) ? Integer.MAX_VALUE : 0;
        }
    };

    private final String word;
    private final Predicate<String> line;
    private final Function<Opened, Reading> reading;

    Format(String word, Predicate<String> line, Function<Opened, Reading> reading) {
        this.word = word;
        this.line = line;
        this.reading = reading;
    }

    Reading reading(Opened source) {
        return reading.apply(source);
    }

    /// How well a beginning fits: the number of its lines that look like this format.
    int fit(byte[] beginning, List<String> lines) {
        return (int) lines.stream().filter(line).count();
    }

    /// As `--format` and reports have it.
    public String word() {
        return word;
    }

    public static Optional<Format> of(String word) {
        return Arrays.stream(values()).filter(each -> each.word.equals(word)).findFirst();
    }

    /// All words, for help and errors.
    public static String words() {
        return Arrays.stream(values()).map(Format::word).collect(Collectors.joining(", "));
    }
}
