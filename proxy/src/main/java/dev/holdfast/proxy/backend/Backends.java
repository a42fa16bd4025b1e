package dev.holdfast.proxy.backend;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The backends of a gateway, and which of them a new connection goes to. Safe for use by any thread.
public final class Backends {
    private final List<Standing> all;

    /// @param all at least one
    public Backends(List<Backend> all) {
        if (all.isEmpty()) {
            throw new IllegalArgumentException("to: found no backend, expected at least one");
        }
        this.all = all.stream().map(Standing::new).toList();
    }

    public List<Standing> all() {
        return all;
    }

    /// The backend for a new connection. Where none is up, one that is not: it may be by now, and if not its client is
    /// told why.
    ///
    /// @param key what sticks to one backend; `null` where nothing does
    /// @param not backends that were tried for this connection
    /// @return `null` where all were
    public @Nullable Standing choose(@Nullable String key, List<Standing> not) {
        if (all.size() == 1 && not.isEmpty()) {
            return all.getFirst();
        }
        List<Standing> left =
                all.stream().filter(standing -> !not.contains(standing)).toList();
        List<Standing> up = left.stream().filter(Standing::isUp).toList();
        if (up.isEmpty() && !not.isEmpty()) {
            return null; // the one that was tried is as good as any
        }
        List<Standing> among = up.isEmpty() ? left : up;
        return among.stream()
                .min(
                        key == null
                                ? Comparator.comparingInt(Standing::connections)
                                : Comparator.comparingLong(standing -> weight(key, standing)))
                .orElse(null);
    }

    /// Highest random weight: when a backend goes or comes, only its own clients move.
    private static long weight(String key, Standing standing) {
        long hash = 0xcbf29ce484222325L;
        String text = key + ' ' + standing.backend().authority();
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        // FNV's last bits hardly reach its first ones (finalizer of MurmurHash3).
        hash = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
        hash = (hash ^ hash >>> 33) * 0xc4ceb9fe1a85ec53L;
        return hash ^ hash >>> 33;
    }
}
