package dev.holdfast.bench.logs;

import dev.holdfast.bench.proc.ProcFiles;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Measures how fast `holdfast analyze` reads our own log, and in how much memory: the command itself, in a process of
/// its own with the flags that `./holdfast` gives it, bound to one core. Counted is all CPU time of the process, so
/// starting the JVM, compiling and collecting garbage as well, and its greatest resident memory.
///
/// `AnalyzeSpeed FOLDER MEGABYTES ROUNDS`.
public final class AnalyzeSpeed {
    private static final int MILLION = 1_000_000;
    private static final int GOAL_MEGABYTES_A_SECOND = 200;
    private static final int GOAL_MEGABYTES_OF_MEMORY = 300;

    private AnalyzeSpeed() {}

    /// One run.
    ///
    /// @param resident the most, in bytes
    private record Run(Duration cpu, Duration wall, long resident) {
        double megabytesASecond(long bytes) {
            return bytes / 1e6 / (cpu.toNanos() / 1e9);
        }
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path log = Path.of(arguments[0], "large.log");
        long wanted = Long.parseLong(arguments[1]) * MILLION;
        int rounds = Integer.parseInt(arguments[2]);
        Files.createDirectories(log.getParent());
        if (!Files.exists(log) || Math.abs(Files.size(log) - wanted) > wanted / 5) {
            System.err.println("Writing a log of about " + arguments[1] + " MB.");
            try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(log), 1 << 18)) {
                LogMaker.write(file, LogMaker.lives(wanted));
            }
        }
        long bytes = Files.size(log);
        List<Run> runs = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            Run run = run(log);
            runs.add(run);
            System.out.printf(
                    Locale.ROOT,
                    "%,d MB: %.0f MB a second of CPU time, %.1f s of it, %.1f s by the clock, %d MB resident%n",
                    bytes / MILLION,
                    run.megabytesASecond(bytes),
                    run.cpu().toMillis() / 1e3,
                    run.wall().toMillis() / 1e3,
                    run.resident() / MILLION);
        }
        double[] speeds = runs.stream()
                .mapToDouble(run -> run.megabytesASecond(bytes))
                .sorted()
                .toArray();
        double median = speeds[speeds.length / 2];
        long most = runs.stream().mapToLong(Run::resident).max().orElseThrow() / MILLION;
        System.out.printf(
                Locale.ROOT,
                "median %.0f MB/s of one core (goal %d), at most %d MB (goal %d): %s%n",
                median,
                GOAL_MEGABYTES_A_SECOND,
                most,
                GOAL_MEGABYTES_OF_MEMORY,
                median >= GOAL_MEGABYTES_A_SECOND && most <= GOAL_MEGABYTES_OF_MEMORY ? "reached" : "MISSED");
    }

    private static Run run(Path log) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("taskset", "-c", "0"));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@build/java.args",
                "@build/analyze.args",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.holdfast.cli.Main",
                "analyze",
                log.toString()));
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectOutput(Redirect.to(log.resolveSibling("analysis.txt").toFile()))
                .redirectError(Redirect.INHERIT)
                .start();
        Duration cpu = Duration.ZERO;
        long resident = 0;
        do {
            try {
                cpu = ProcFiles.cpuOf(process.pid());
                resident = Math.max(resident, resident(process.pid()));
            } catch (RuntimeException | IOException _) {
                // It has ended between two looks.
            }
        } while (!process.waitFor(Duration.ofMillis(20)));
        if (process.exitValue() != 0) {
            throw new IllegalStateException("the command ended with status " + process.exitValue());
        }
        return new Run(cpu, Duration.ofNanos(System.nanoTime() - begin), resident);
    }

    /// The kernel's own record of the most, so that no peak is missed.
    private static long resident(long pid) throws IOException {
        return Arrays.stream(Files.readString(Path.of("/proc", String.valueOf(pid), "status"))
                        .split("\n", -1))
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElse(0);
    }
}
