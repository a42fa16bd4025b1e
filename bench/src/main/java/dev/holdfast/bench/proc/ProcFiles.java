package dev.holdfast.bench.proc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Reads what Linux says under `/proc` about processes and the machine.
public final class ProcFiles {
    /// What the kernel calls USER_HZ: the unit of CPU times under /proc. A constant of its interface, 100 on every
    /// architecture that Java runs on, whatever the kernel's own timer does.
    private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1) / 100;

    private ProcFiles() {}

    /// User and system time of all threads of a process, also of ended ones, to 10 ms.
    public static Duration cpuOf(long pid) {
        return parseProcessCpu(read("/proc/" + pid + "/stat"));
    }

    /// Time that all cores together were busy since the machine started, to 10 ms.
    public static Duration busyCpu() {
        return parseBusyCpu(read("/proc/stat"));
    }

    /// Memory of a process that is in RAM (VmRSS), in bytes, to 1 KiB. Sockets live in the kernel and are not in
    /// it.
    public static long residentBytesOf(long pid) {
        return parseResidentBytes(read("/proc/" + pid + "/status"));
    }

    static Duration parseProcessCpu(String stat) {
        // The second field is the name in parentheses and may contain spaces and parentheses itself; state is the
        // third.
        String[] fromState = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return ticks(Long.parseLong(fromState[14 - 3]) + Long.parseLong(fromState[15 - 3]));
    }

    static Duration parseBusyCpu(String stat) {
        String[] all = stat.lines().findFirst().orElse("").split(" +");
        // cpu user nice system idle iowait irq softirq steal guest guest_nice. Guest time is in user already;
        // stolen time is not ours, but it is not free for us either.
        long busy = 0;
        for (int field : new int[] {1, 2, 3, 6, 7, 8}) {
            busy += Long.parseLong(all[field]);
        }
        return ticks(busy);
    }

    static long parseResidentBytes(String status) {
        return status.lines()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .map(line -> line.replaceAll("\\D", ""))
                        .mapToLong(Long::parseLong)
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("no VmRSS: the process has ended"))
                * 1024;
    }

    private static Duration ticks(long count) {
        return Duration.ofNanos(count * TICK_NANOS);
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + file + " (the process may have ended)", e);
        }
    }
}
