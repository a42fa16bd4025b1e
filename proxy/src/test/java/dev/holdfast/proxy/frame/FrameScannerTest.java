package dev.holdfast.proxy.frame;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.evidence.Violation;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameScannerTest {
    private final List<String> told = new ArrayList<>();

    private final FrameEvents events = new FrameEvents() {
        @Override
        public void control(int opcode) {
            told.add("control " + opcode);
        }

        @Override
        public void close(CloseFrame frame) {
            told.add("close " + frame.reportedCode() + " " + frame.reason());
        }

        @Override
        public void flaw(Violation kind, String detail) {
            told.add("flaw " + kind);
        }
    };

    @Test
    void counts_messages_and_not_fragments_or_pings() {
        FrameScanner scanner = scanner(false, bytes(0x81, 1, 'a', 0x01, 1, 'b', 0x89, 0, 0x80, 1, 'c', 0x82, 0));
        assertThat(scanner.messages()).isEqualTo(3);
        assertThat(scanner.controls()).isEqualTo(1);
        assertThat(scanner.atBoundary()).isTrue();
        assertThat(told).containsExactly("control 9");
    }

    @Test
    void unmasks_a_copy_of_a_close_frame_only() {
        byte[] masked = bytes(0x88, 0x85, 1, 2, 3, 4, 0x03 ^ 1, 0xE8 ^ 2, 'b' ^ 3, 'y' ^ 4, 'e' ^ 1);
        byte[] before = masked.clone();
        scanner(true, masked);
        assertThat(told).containsExactly("close 1000 bye");
        assertThat(masked).isEqualTo(before);
    }

    @Test
    void knows_where_a_stream_broke_off() {
        assertThat(scanner(false, bytes(0x81, 3, 'a')).insideMessage()).isTrue();
        assertThat(scanner(false, bytes(0x01, 1, 'a')).insideMessage()).isTrue();
        assertThat(scanner(false, bytes(0x81, 1, 'a')).insideMessage()).isFalse();
        assertThat(scanner(false, bytes()).atBoundary()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "C1 01 61, RESERVED_BIT",
        "81 81 00 00 00 00 61, MASKED_FRAME",
        "83 00, UNKNOWN_OPCODE",
        "09 00, CONTROL_FRAGMENTED",
        "89 7E 00 7E, CONTROL_TOO_LONG",
        "81 7E 00 7D, LENGTH_ENCODING",
        "81 7F 80 00 00 00 00 00 00 00, LENGTH_ENCODING",
        "80 00, CONTINUATION_WITHOUT_START",
        "01 00 81 00, MESSAGE_INSIDE_MESSAGE",
        "88 01 03, CLOSE_PAYLOAD",
        "88 02 03 EE, CLOSE_CODE",
        "48 54 54 50 2F 31 2E 31, HTTP_AFTER_UPGRADE",
        "47 45 54 20 2F, HTTP_AFTER_UPGRADE"
    })
    void names_what_breaks_the_protocol(String hex, Violation kind) {
        scanner(false, hex(hex));
        assertThat(told)
                .contains("flaw " + kind)
                .filteredOn(each -> each.startsWith("flaw"))
                .hasSize(1);
    }

    @Test
    void a_clients_frame_must_be_masked() {
        scanner(true, bytes(0x81, 1, 'a'));
        assertThat(told).containsExactly("flaw UNMASKED_FRAME");
    }

    @Test
    void the_bit_of_a_negotiated_compression_is_no_flaw_and_another_bit_is() {
        FrameScanner scanner = new FrameScanner(false, events);
        scanner.allow(true, false);
        scan(scanner, bytes(0xC1, 1, 'a'));
        assertThat(told).isEmpty();
        scan(scanner, bytes(0xA1, 1, 'a'));
        assertThat(told).containsExactly("flaw RESERVED_BIT");
    }

    @Test
    void what_only_begins_like_http_is_read_as_frames() {
        FrameScanner scanner = scanner(false, bytes('H', 'T'));
        assertThat(told).isEmpty();
        scan(scanner, bytes('X'));
        assertThat(told).hasSize(1).first().asString().startsWith("flaw");
        assertThat(scanner.insideMessage()).isTrue();
    }

    @Test
    void however_a_stream_is_cut_it_is_the_same_stream() {
        for (int seed = 0; seed < 2000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] stream = stream(random);
            boolean fromClient = random.nextBoolean();
            told.clear();
            FrameScanner whole = scanner(fromClient, stream);
            List<String> wholeTold = List.copyOf(told);
            told.clear();
            FrameScanner cut = new FrameScanner(fromClient, events);
            for (int at = 0; at < stream.length; ) {
                int size = Math.min(stream.length - at, 1 + random.nextInt(random.nextBoolean() ? 3 : 400));
                ByteBuf part = Unpooled.wrappedBuffer(stream, at, size);
                cut.scan(part);
                assertThat(part.readableBytes()).isEqualTo(size);
                at += size;
            }
            assertThat(told).as("seed %d", seed).isEqualTo(wholeTold);
            assertThat(cut.messages()).isEqualTo(whole.messages());
            assertThat(cut.controls()).isEqualTo(whole.controls());
            assertThat(cut.atBoundary()).isEqualTo(whole.atBoundary());
        }
    }

    private static byte[] stream(SplittableRandom random) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (random.nextInt(20) == 0) {
            out.writeBytes("HTTP/1.1 400".substring(0, 1 + random.nextInt(12)).getBytes(StandardCharsets.US_ASCII));
        }
        for (int i = random.nextInt(12); i >= 0; i--) {
            boolean masked = random.nextInt(10) > 0;
            int length = random.nextInt(4) == 0 ? 100 + random.nextInt(300) : random.nextInt(20);
            out.write(random.nextInt(6) == 0 ? random.nextInt(256) : 0x81 + random.nextInt(2));
            if (length < 126) {
                out.write((masked ? 0x80 : 0) | length);
            } else {
                out.write((masked ? 0x80 : 0) | 126);
                out.write(length >> 8);
                out.write(length);
            }
            byte[] rest = new byte[length + (masked ? 4 : 0)];
            random.nextBytes(rest);
            out.writeBytes(rest);
        }
        return out.toByteArray();
    }

    private FrameScanner scanner(boolean fromClient, byte[] bytes) {
        FrameScanner scanner = new FrameScanner(fromClient, events);
        scan(scanner, bytes);
        return scanner;
    }

    private static void scan(FrameScanner scanner, byte[] bytes) {
        scanner.scan(Unpooled.wrappedBuffer(bytes));
    }

    private static byte[] bytes(int... octets) {
        byte[] bytes = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            bytes[i] = (byte) octets[i];
        }
        return bytes;
    }

    private static byte[] hex(String hex) {
        String[] octets = hex.split(" ");
        byte[] bytes = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            bytes[i] = (byte) Integer.parseInt(octets[i], 16);
        }
        return bytes;
    }
}
