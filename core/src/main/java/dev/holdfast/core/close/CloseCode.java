package dev.holdfast.core.close;

/// The number in a close frame (RFC 6455 section 7.4). Codes 3000 to 4999 are open to libraries and applications, so
/// this is a number with a name where it has one, not an enumeration.
///
/// Absent stays absent: a close frame without a code has no `CloseCode` at all. 1005, 1006 and 1015 are what an API
/// reports about such ends; they exist in [CloseExchange#reportedCode()] and never here.
///
/// @param value 0 to 65535, as two bytes on the wire can carry it; [#allowedOnWire()] says whether it may be there
public record CloseCode(int value) {
    public static final CloseCode NORMAL = new CloseCode(1000);
    public static final CloseCode GOING_AWAY = new CloseCode(1001);
    public static final CloseCode PROTOCOL_ERROR = new CloseCode(1002);
    public static final CloseCode UNSUPPORTED_DATA = new CloseCode(1003);
    public static final CloseCode INVALID_PAYLOAD = new CloseCode(1007);
    public static final CloseCode POLICY_VIOLATION = new CloseCode(1008);
    public static final CloseCode MESSAGE_TOO_BIG = new CloseCode(1009);
    public static final CloseCode INTERNAL_ERROR = new CloseCode(1011);
    public static final CloseCode SERVICE_RESTART = new CloseCode(1012);
    public static final CloseCode TRY_AGAIN_LATER = new CloseCode(1013);

    public CloseCode {
        if (value < 0 || value > 0xFFFF) {
            throw new IllegalArgumentException("a close code is two bytes on the wire, 0 to 65535, found " + value);
        }
    }

    /// Whether an endpoint may put this code into a close frame: 1000 to 1003, 1007 to 1014 (RFC 6455 7.4.1 and the
    /// IANA registry) and 3000 to 4999 (7.4.2). Everything else received is a protocol error.
    public boolean allowedOnWire() {
        return (value >= 1000 && value <= 1003) || (value >= 1007 && value <= 1014) || (value >= 3000 && value <= 4999);
    }

    /// Whether an application may close with this code: 1000 or 3000 to 4999, as a browser's `close()` allows.
    public boolean allowedForApplications() {
        return value == 1000 || (value >= 3000 && value <= 4999);
    }

    @Override
    public String toString() {
        return Integer.toString(value);
    }
}
