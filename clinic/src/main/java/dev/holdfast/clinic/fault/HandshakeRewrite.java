package dev.holdfast.clinic.fault;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// Passes the head of a request or an answer on, changed as a fault says.
final class HandshakeRewrite {
    private static final int MOST = 256 * 1024;

    private HandshakeRewrite() {}

    static void pass(InputStream in, OutputStream out, Fault.Headers change) throws IOException {
        StringBuilder passed = new StringBuilder();
        String[] lines = head(in).split("\r\n");
        passed.append(lines[0]).append("\r\n");
        for (int i = 1; i < lines.length; i++) {
            String name = lines[i].substring(0, Math.max(0, lines[i].indexOf(':')));
            if (change.remove().stream().noneMatch(name::equalsIgnoreCase)) {
                passed.append(lines[i]).append("\r\n");
            }
        }
        change.add()
                .forEach((name, value) ->
                        passed.append(name).append(": ").append(value).append("\r\n"));
        if (change.addBytes() > 0) {
            passed.append("X-Padding: ").append("x".repeat(change.addBytes())).append("\r\n");
        }
        out.write(passed.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    /// Byte by byte: what follows the head belongs to somebody else.
    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int end = 0;
        while (end < 4) {
            int octet = in.read();
            if (octet < 0 || head.size() > MOST) {
                throw new IOException("no head of a request or an answer came");
            }
            head.write(octet);
            end = octet == "\r\n\r\n".charAt(end) ? end + 1 : octet == '\r' ? 1 : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }
}
