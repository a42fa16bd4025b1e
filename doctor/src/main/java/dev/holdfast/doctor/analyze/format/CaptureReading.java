package dev.holdfast.doctor.analyze.format;

import dev.holdfast.doctor.analyze.event.LogEvent;
import dev.holdfast.doctor.analyze.event.Reading;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A packet capture, as `tshark` reads it: it puts TCP's pieces together and takes the frames apart. Bounded: 20,000
/// connections at a time, of which the oldest make room.
final class CaptureReading implements Reading {
    private static final int STREAMS = 20_000;

    private final Opened source;
    private final LinkedHashMap<String, CapturedConnection> streams = new LinkedHashMap<>();
    private final Deque<LogEvent> ready = new ArrayDeque<>();
    private @Nullable BufferedReader packets;
    private boolean ended;

    CaptureReading(Opened source) {
        this.source = source;
    }

    /// Whether a file begins as pcap (either order of bytes, micro- or nanoseconds) or pcapng does.
    static boolean recognises(byte[] beginning) {
        if (beginning.length < 4) {
            return false;
        }
        int magic = (beginning[0] & 0xff) << 24
                | (beginning[1] & 0xff) << 16
                | (beginning[2] & 0xff) << 8
                | (beginning[3] & 0xff);
        return switch (magic) {
            case 0xd4c3b2a1, 0xa1b2c3d4, 0x4d3cb2a1, 0xa1b23c4d, 0x0a0d0d0a -> true;
            default -> false;
        };
    }

    @Override
    public @Nullable LogEvent next() throws IOException {
        while (ready.isEmpty() && !ended) {
            BufferedReader lines = packets;
            if (lines == null) {
                lines = start();
                packets = lines;
            }
            String line = lines.readLine();
            if (line == null) {
                ended = true;
                streams.values().forEach(each -> each.finish(ready));
                streams.clear();
            } else {
                packet(Packet.of(line));
            }
        }
        return ready.pollFirst();
    }

    private void packet(@Nullable Packet packet) {
        if (packet == null) {
            return;
        }
        CapturedConnection connection =
                streams.computeIfAbsent(packet.stream(), number -> new CapturedConnection("stream " + number, packet));
        connection.add(packet, ready);
        if (connection.over()) {
            connection.finish(ready);
            streams.remove(packet.stream());
        } else if (streams.size() > STREAMS) {
            Map.Entry<String, CapturedConnection> oldest = streams.pollFirstEntry();
            oldest.getValue().finish(ready);
        }
    }

    private BufferedReader start() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "tshark", "-n", "-r", "-", "-Y", "tcp", "-T", "fields", "-E", "separator=/t", "-E", "occurrence=a"));
        for (String field : Packet.FIELDS) {
            command.add("-e");
            command.add(field);
        }
        Process process;
        try {
            process =
                    new ProcessBuilder(command).redirectError(Redirect.DISCARD).start();
        } catch (IOException e) {
            throw new IOException("a capture is read by tshark, which is not installed here", e);
        }
        Thread.ofVirtual().start(() -> feed(process));
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private void feed(Process process) {
        try (OutputStream out = process.getOutputStream()) {
            source.in().transferTo(out);
        } catch (IOException _) {
            // tshark has seen enough, or can't read it; what it wrote until then counts.
        }
    }
}
