package dev.holdfast.cli.config.load;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;

/// A file that is read whole: a configuration, a key or a secret.
sealed interface SmallFile {
    @SuppressWarnings("ArrayRecordComponent") // never compared, and a secret is not copied more than needed
    record Content(byte[] bytes, boolean everybodyMayRead) implements SmallFile {
        /// Without the bytes, which may be a secret.
        @Override
        public String toString() {
            return "Content[" + bytes.length + " bytes]";
        }
    }

    /// @param why a clause, such as `which does not exist`
    record Unusable(String why) implements SmallFile {}

    /// @param largest in bytes; more is not read, whatever stands behind the path
    static SmallFile read(Path file, int largest) {
        if (Files.isDirectory(file)) {
            return new Unusable("which is a directory");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(largest + 1);
            if (bytes.length > largest) {
                return new Unusable("which is larger than " + largest / 1024 + "KiB");
            }
            return bytes.length == 0 ? new Unusable("which is empty") : new Content(bytes, everybodyMayRead(file));
        } catch (NoSuchFileException _) {
            return new Unusable("which does not exist");
        } catch (AccessDeniedException _) {
            return new Unusable("which this user may not read");
        } catch (IOException e) {
            return new Unusable("which can't be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static boolean everybodyMayRead(Path file) throws IOException {
        try {
            return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
        } catch (UnsupportedOperationException _) {
            return false; // a file system without such permissions
        }
    }
}
