package dev.holdfast.clinic.part;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// A certificate that no authority signed, made by openssl as people make it.
///
/// @param certificate PEM
/// @param key PEM, PKCS #8
public record Certificate(Path certificate, Path key) {
    private static final String PASSWORD = "clinic";

    /// For localhost and 127.0.0.1.
    public static Certificate make(Path folder) throws IOException, InterruptedException {
        Path key = folder.resolve("key.pem");
        Path certificate = folder.resolve("certificate.pem");
        run(
                "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext"
                        + " subjectAltName=DNS:localhost,IP:127.0.0.1",
                "-keyout",
                key.toString(),
                "-out",
                certificate.toString());
        return new Certificate(certificate, key);
    }

    static SSLContext selfSigned(Path folder) throws IOException, InterruptedException {
        Certificate made = make(folder);
        Path both = folder.resolve("certificate.p12");
        run(
                "openssl pkcs12 -export -passout pass:" + PASSWORD,
                "-inkey",
                made.key().toString(),
                "-in",
                made.certificate().toString(),
                "-out",
                both.toString());
        try (InputStream in = Files.newInputStream(both)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, PASSWORD.toCharArray());
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("can't use the certificate that openssl made", e);
        }
    }

    private static void run(String command, String... arguments) throws IOException, InterruptedException {
        String[] words = command.split(" ");
        String[] all = new String[words.length + arguments.length];
        System.arraycopy(words, 0, all, 0, words.length);
        System.arraycopy(arguments, 0, all, words.length, arguments.length);
        Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException(words[0] + " " + words[1] + " ended with " + status + ": " + said.strip());
        }
    }
}
