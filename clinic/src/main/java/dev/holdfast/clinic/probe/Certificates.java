package dev.holdfast.clinic.probe;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Certificates of an authority that this JVM is told to know, and others, made by the JDK's keytool.
final class Certificates {
    static final String PASSWORD = "clinic-password";

    private final Path folder;

    private Certificates(Path folder) {
        this.folder = folder;
    }

    /// With an authority of its own, of which [#trust] is the store.
    static Certificates in(Path folder) throws IOException, InterruptedException {
        Certificates made = new Certificates(folder);
        made.keytool(
                "ca.p12", "-genkeypair", "-alias", "ca", "-keyalg", "EC", "-dname", "CN=Clinic CA", "-ext", "bc:c");
        made.keytool("ca.p12", "-exportcert", "-alias", "ca", "-rfc", "-file", made.file("ca.pem"));
        made.keytool("trust.p12", "-importcert", "-noprompt", "-alias", "ca", "-file", made.file("ca.pem"));
        return made;
    }

    Path trust() {
        return folder.resolve("trust.p12");
    }

    /// Signed by the authority.
    ///
    /// @param names as keytool takes them, such as `ip:127.0.0.1`
    /// @param start when it begins, such as `-10d`
    /// @param days how long it is good
    Path signed(String names, String start, int days) throws IOException, InterruptedException {
        String store = "signed" + days + start + ".p12";
        own(store, names, start, days);
        keytool(store, "-certreq", "-alias", "server", "-file", file("request.pem"));
        keytool(
                "ca.p12",
                "-gencert",
                "-alias",
                "ca",
                "-infile",
                file("request.pem"),
                "-outfile",
                file("answer.pem"),
                "-rfc",
                "-ext",
                "san=" + names,
                "-startdate",
                start,
                "-validity",
                String.valueOf(days));
        keytool(store, "-importcert", "-noprompt", "-alias", "ca", "-file", file("ca.pem"));
        keytool(store, "-importcert", "-noprompt", "-alias", "server", "-file", file("answer.pem"));
        return folder.resolve(store);
    }

    /// Signed by itself.
    Path own(String store, String names, String start, int days) throws IOException, InterruptedException {
        keytool(
                store,
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=server",
                "-ext",
                "san=" + names,
                "-startdate",
                start,
                "-validity",
                String.valueOf(days));
        return folder.resolve(store);
    }

    /// The certificates and the key of a store as HAProxy reads them.
    String pem(Path store) throws IOException, InterruptedException {
        String pem = file("server.pem");
        run(List.of(
                "openssl", "pkcs12", "-in", store.toString(), "-passin", "pass:" + PASSWORD, "-nodes", "-out", pem));
        return pem;
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private void keytool(String store, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-keystore",
                file(store),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD));
        command.addAll(List.of(arguments));
        run(command);
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(command.getFirst() + ": " + said.strip());
        }
    }
}
