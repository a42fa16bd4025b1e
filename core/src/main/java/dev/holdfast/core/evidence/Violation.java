package dev.holdfast.core.evidence;

import dev.holdfast.core.close.CloseCode;

/// The ways in which bytes of a peer break the protocol or a limit, each with the close code that RFC 6455 or our
/// limits answer it with.
public enum Violation {
    UNMASKED_FRAME(CloseCode.PROTOCOL_ERROR, "a client frame was not masked"),
    MASKED_FRAME(CloseCode.PROTOCOL_ERROR, "a server frame was masked"),
    RESERVED_BIT(CloseCode.PROTOCOL_ERROR, "a reserved bit was set and no extension was negotiated"),
    UNKNOWN_OPCODE(CloseCode.PROTOCOL_ERROR, "the opcode is reserved"),
    CONTROL_TOO_LONG(CloseCode.PROTOCOL_ERROR, "a control frame was longer than 125 bytes"),
    CONTROL_FRAGMENTED(CloseCode.PROTOCOL_ERROR, "a control frame was fragmented"),
    LENGTH_ENCODING(CloseCode.PROTOCOL_ERROR, "the payload length was not encoded minimally or was negative"),
    CONTINUATION_WITHOUT_START(CloseCode.PROTOCOL_ERROR, "a continuation frame came with no message begun"),
    MESSAGE_INSIDE_MESSAGE(CloseCode.PROTOCOL_ERROR, "a new message began before the one before it was finished"),
    CLOSE_PAYLOAD(CloseCode.PROTOCOL_ERROR, "a close frame had a payload of one byte"),
    CLOSE_CODE(CloseCode.PROTOCOL_ERROR, "a close frame carried a code that may not be on the wire"),
    HTTP_AFTER_UPGRADE(CloseCode.PROTOCOL_ERROR, "HTTP text arrived where frames were expected"),
    INVALID_UTF8(CloseCode.INVALID_PAYLOAD, "a text message or close reason was not valid UTF-8"),
    MESSAGE_TOO_BIG(CloseCode.MESSAGE_TOO_BIG, "a message was larger than the limit"),
    TOO_MANY_FRAGMENTS(CloseCode.POLICY_VIOLATION, "a message had more fragments than the limit"),
    MESSAGE_TIMEOUT(CloseCode.POLICY_VIOLATION, "a message was begun and not finished within the limit"),
    CONTROL_FLOOD(CloseCode.POLICY_VIOLATION, "more control frames came than the limit allows"),
    MESSAGE_FLOOD(CloseCode.POLICY_VIOLATION, "more messages came than the limit allows"),
    BINARY_NOT_SUPPORTED(CloseCode.UNSUPPORTED_DATA, "a binary message came where only text is understood");

    private final CloseCode code;
    private final String meaning;

    Violation(CloseCode code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /// The code that answers it.
    public CloseCode code() {
        return code;
    }

    /// One clause, past tense, for summaries and evidence.
    public String meaning() {
        return meaning;
    }
}
