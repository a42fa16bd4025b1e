package dev.holdfast.doctor.analyze.format;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What tshark says of one packet.
///
/// @param stream tshark's number of the TCP connection
/// @param opcodes of the frames that end in this packet
/// @param closeCode of a close frame that ends in it
record Packet(
        Instant at,
        String stream,
        String from,
        String to,
        boolean syn,
        boolean fin,
        boolean reset,
        int bytes,
        @Nullable String method,
        String path,
        @Nullable String host,
        @Nullable String userAgent,
        @Nullable String upgrade,
        @Nullable String authorization,
        @Nullable String cookie,
        @Nullable String subprotocol,
        @Nullable String extensions,
        @Nullable Integer status,
        @Nullable String server,
        @Nullable String location,
        @Nullable String forwardedFor,
        List<Integer> opcodes,
        @Nullable Integer closeCode,
        String closeReason) {
    /// In the order of a line.
    static final List<String> FIELDS = List.of(
            "frame.time_epoch",
            "tcp.stream",
            "ip.src",
            "ipv6.src",
            "tcp.srcport",
            "ip.dst",
            "ipv6.dst",
            "tcp.dstport",
            "tcp.flags.syn",
            "tcp.flags.fin",
            "tcp.flags.reset",
            "tcp.len",
            "http.request.method",
            "http.request.uri",
            "http.host",
            "http.user_agent",
            "http.upgrade",
            "http.authorization",
            "http.cookie",
            "http.sec_websocket_protocol",
            "http.sec_websocket_extensions",
            "http.response.code",
            "http.server",
            "http.location",
            "http.x_forwarded_for",
            "websocket.opcode",
            "websocket.payload.close.status_code",
            "websocket.payload.close.reason");

    /// @return `null` where the line is no packet of TCP
    static @Nullable Packet of(String line) {
        String[] field = line.split("\t", -1);
        if (field.length < FIELDS.size() || field[1].isEmpty()) {
            return null;
        }
        try {
            return new Packet(
                    time(field[0]),
                    first(field[1]),
                    address(field[2], field[3], field[4]),
                    address(field[5], field[6], field[7]),
                    flag(field[8]),
                    flag(field[9]),
                    flag(field[10]),
                    field[11].isEmpty() ? 0 : Integer.parseInt(first(field[11])),
                    text(field[12]),
                    path(field[13]),
                    text(field[14]),
                    text(field[15]),
                    text(field[16]),
                    text(field[17]),
                    text(field[18]),
                    text(field[19]),
                    text(field[20]),
                    field[21].isEmpty() ? null : Integer.valueOf(first(field[21])),
                    text(field[22]),
                    text(field[23]),
                    text(field[24]),
                    opcodes(field[25]),
                    field[26].isEmpty() ? null : Integer.valueOf(first(field[26])),
                    field[27]);
        } catch (IllegalArgumentException | ArithmeticException _) {
            return null;
        }
    }

    boolean isHandshake() {
        return method != null && upgrade != null && upgrade.equalsIgnoreCase("websocket");
    }

    private static Instant time(String epoch) {
        BigDecimal seconds = new BigDecimal(epoch);
        return Instant.ofEpochSecond(
                seconds.longValue(),
                seconds.remainder(BigDecimal.ONE).movePointRight(9).longValue());
    }

    private static String address(String four, String six, String port) {
        return (four.isEmpty() ? "[" + first(six) + "]" : first(four)) + ":" + first(port);
    }

    private static List<Integer> opcodes(String field) {
        return field.isEmpty()
                ? List.of()
                : List.of(field.split(",", -1)).stream().map(Packet::opcode).toList();
    }

    private static Integer opcode(String text) {
        return text.startsWith("0x") ? Integer.valueOf(text.substring(2), 16) : Integer.valueOf(text);
    }

    /// Of several in one packet, or in a packet inside another, the first.
    private static String first(String field) {
        int comma = field.indexOf(',');
        return comma < 0 ? field : field.substring(0, comma);
    }

    private static boolean flag(String field) {
        String first = first(field);
        return first.equals("1") || first.equalsIgnoreCase("true");
    }

    private static @Nullable String text(String field) {
        return field.isEmpty() ? null : Told.cut(field);
    }

    private static String path(String uri) {
        int query = uri.indexOf('?');
        return Told.cut(query < 0 ? uri : uri.substring(0, query));
    }
}
