package dev.holdfast.bench.proc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The live objects of another JVM, through the `jcmd` of the JDK that runs this.
public final class LiveHeap {
    private static final Pattern TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");

    private LiveHeap() {}

    /// Bytes of all reachable objects, after two full collections (the second frees what the first made unreachable
    /// through cleaners and finalizers) and the one that the class histogram does itself. Exact, where the used
    /// size of a heap region is not.
    public static long bytesOf(long pid) {
        jcmd(pid, "GC.run");
        jcmd(pid, "GC.run");
        return parseTotal(jcmd(pid, "GC.class_histogram"));
    }

    static long parseTotal(String histogram) {
        Matcher total = TOTAL.matcher(histogram);
        if (!total.find()) {
            throw new IllegalStateException("jcmd GC.class_histogram printed no total");
        }
        return Long.parseLong(total.group(1));
    }

    private static String jcmd(long pid, String command) {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        try {
            Process process = new ProcessBuilder(jcmd, Long.toString(pid), command)
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("jcmd " + command + " failed: " + output.strip());
            }
            return output;
        } catch (IOException e) {
            throw new IllegalStateException("jcmd can't be run (a JDK is needed, not a JRE): " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while jcmd ran", e);
        }
    }
}
