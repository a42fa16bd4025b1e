package dev.holdfast.doctor.analyze.report;

/// What a close code says (RFC 6455 7.4.1, and IANA's registry).
final class CodeWords {
    private CodeWords() {}

    static String of(int code) {
        return switch (code) {
            case 1000 -> "normal closure";
            case 1001 -> "going away";
            case 1002 -> "protocol error";
            case 1003 -> "unsupported data";
            case 1005 -> "no code in the close frame";
            case 1006 -> "no close frame came";
            case 1007 -> "invalid payload";
            case 1008 -> "policy violation";
            case 1009 -> "message too big";
            case 1010 -> "extension missing";
            case 1011 -> "internal error";
            case 1012 -> "service restart";
            case 1013 -> "try again later";
            case 1014 -> "bad gateway";
            default ->
                code >= 3000 && code < 4000 ? "a library's" : code >= 4000 && code < 5000 ? "an application's" : "";
        };
    }
}
