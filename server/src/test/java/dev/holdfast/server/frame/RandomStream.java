package dev.holdfast.server.frame;

import dev.holdfast.core.evidence.Violation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Streams as clients might send them, mostly legal, now and then broken somewhere. The same seed gives the same
/// stream.
final class RandomStream {
    /// The beginnings of every event that a frozen clock lets a reader deliver.
    static final List<String> KINDS = kinds();

    private static final String[] SCRIPTS = {
        "plain words ",
        "größer, ça va, ñandú ",
        "Съешь же ещё ",
        "漢字かな交じり",
        "👩‍🚀🌍 𝄞 ",
        "\u0000\u007F\u0080\u07FF\u0800\uFFFF"
    };

    private final SplittableRandom random;
    private final FrameLimits limits;
    private final ClientFrames out = ClientFrames.bytes();

    private RandomStream(SplittableRandom random, FrameLimits limits) {
        this.random = random;
        this.limits = limits;
    }

    static FrameLimits limits(SplittableRandom random) {
        return random.nextInt(3) == 0
                ? new FrameLimits(
                        1 + random.nextInt(300), 1 + random.nextInt(5), 1, 1 + random.nextInt(6), random.nextInt(4) > 0)
                : FrameLimits.DEFAULT;
    }

    static byte[] of(SplittableRandom random, FrameLimits limits) {
        return new RandomStream(random, limits).stream();
    }

    /// Increasing places at which to cut `length` bytes: none, few, or all of them.
    static int[] cuts(SplittableRandom random, int length) {
        int chance = switch (random.nextInt(4)) {
            case 0 -> Integer.MAX_VALUE;
            case 1 -> 1;
            case 2 -> 4;
            default -> 40;
        };
        List<Integer> cuts = new ArrayList<>();
        for (int at = 0; at <= length; at++) {
            if (random.nextInt(chance) == 0) {
                cuts.add(at);
            }
        }
        return cuts.stream().mapToInt(Integer::intValue).toArray();
    }

    private byte[] stream() {
        if (random.nextInt(30) == 0) {
            String[] beginnings = {
                "GET /ws HTTP/1.1\r\n", "HTTP/1.1 400", "POST ", "PRI * HTTP/2.0", "OPTI", "GEX ", "H"
            };
            out.ascii(beginnings[random.nextInt(beginnings.length)]);
        }
        int messages = 1 + random.nextInt(6);
        for (int i = 0; i < messages; i++) {
            out.mask(random.nextInt());
            item();
        }
        return out.done();
    }

    private void item() {
        switch (random.nextInt(12)) {
            case 0 -> control();
            case 1 -> out.frame(ClientFrames.FIN | Opcode.CLOSE, closeBody());
            case 2 -> brokenHeader();
            case 3 -> message(Opcode.TEXT, spoilt(text()));
            case 4, 5, 6 -> message(Opcode.BINARY, octets(size()));
            default -> message(Opcode.TEXT, text());
        }
    }

    private void message(int opcode, byte[] payload) {
        int frames = random.nextInt(2) == 0 ? 1 : 1 + random.nextInt(6);
        int from = 0;
        for (int frame = 0; frame < frames; frame++) {
            boolean last = frame == frames - 1;
            int to = last ? payload.length : from + random.nextInt(payload.length - from + 1);
            byte[] part = Arrays.copyOfRange(payload, from, to);
            boolean neverFinished = last && random.nextInt(40) == 0;
            out.mask(random.nextInt());
            out.frame((last && !neverFinished ? ClientFrames.FIN : 0) | (frame == 0 ? opcode : 0), part);
            from = to;
            if (!last && random.nextInt(4) == 0) {
                control();
            }
        }
    }

    private void control() {
        int opcode = random.nextBoolean() ? Opcode.PING : Opcode.PONG;
        out.frame(ClientFrames.FIN | opcode, octets(random.nextInt(4) == 0 ? 125 : random.nextInt(20)));
    }

    private byte[] closeBody() {
        int[] codes = {0, 999, 1000, 1001, 1003, 1004, 1005, 1006, 1007, 1014, 1015, 2999, 3000, 4999, 5000, 65_535};
        if (random.nextInt(4) == 0) {
            return octets(random.nextInt(2));
        }
        int code = codes[random.nextInt(codes.length)];
        byte[] reason = random.nextInt(4) == 0 ? spoilt(text()) : text();
        byte[] body = new byte[2 + Math.min(reason.length, 123)];
        System.arraycopy(reason, 0, body, 2, body.length - 2);
        body[0] = (byte) (code >> 8);
        body[1] = (byte) code;
        return body;
    }

    private void brokenHeader() {
        switch (random.nextInt(8)) {
            case 0 -> out.frame(random.nextInt(256), octets(random.nextInt(200)));
            case 6 -> out.frame(random.nextInt(256) & 0x8F, octets(random.nextInt(100)));
            case 7 -> out.frame(ClientFrames.FIN | Opcode.PING, octets(120 + random.nextInt(100)));
            case 1 -> out.raw(0x81, random.nextInt(128)).raw(octets(6));
            case 2 -> out.raw(0x82, 0xFE).number(random.nextInt(200), 2).raw(octets(4));
            case 3 -> out.raw(0x82, 0xFF).number(random.nextInt(70_000), 8).raw(octets(4));
            case 4 -> out.raw(0x82, 0xFF).number(random.nextLong(), 8).raw(octets(4));
            default -> out.header(ClientFrames.FIN | Opcode.TEXT, limits.maxMessageBytes() + random.nextInt(2));
        }
    }

    private int size() {
        return switch (random.nextInt(12)) {
            case 0 -> 0;
            case 1 -> 120 + random.nextInt(12);
            case 2 -> limits.maxMessageBytes() < 1_000 ? limits.maxMessageBytes() - 1 + random.nextInt(3) : 2_000;
            case 3 -> random.nextInt(2) == 0 ? 300 : 126;
            default -> random.nextInt(100);
        };
    }

    private byte[] text() {
        StringBuilder text = new StringBuilder();
        int size = size();
        while (text.length() < size) {
            text.append(SCRIPTS[random.nextInt(random.nextBoolean() ? 1 : SCRIPTS.length)]);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private byte[] spoilt(byte[] text) {
        if (text.length > 0) {
            text[random.nextInt(text.length)] = (byte) random.nextInt(256);
        }
        return text;
    }

    private byte[] octets(int size) {
        byte[] octets = new byte[size];
        random.nextBytes(octets);
        return octets;
    }

    private static List<String> kinds() {
        List<String> kinds = new ArrayList<>(
                List.of("text ", "binary ", "ping ", "pong ", "close empty", "close 1000", "close 4999"));
        for (Violation kind : Violation.values()) {
            // The connection finds these two: they need a timer and the application's message rate. And a gateway sees
            // what only a server can do.
            if (kind != Violation.MESSAGE_TIMEOUT
                    && kind != Violation.MESSAGE_FLOOD
                    && kind != Violation.MASKED_FRAME) {
                kinds.add(Event.violation(kind));
            }
        }
        return kinds;
    }
}
