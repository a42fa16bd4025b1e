package dev.holdfast.doctor.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/// The frame of a report that is one file: it loads nothing, runs nothing, and may be opened from a
/// ticket.
public final class HtmlPage {
    private static final String STYLE = style();

    private HtmlPage() {}

    /// @param title of the page, and its first heading
    /// @param lead a sentence below it: what was looked at, and when
    /// @param content the rest of the page's body
    public static String of(String title, String lead, Html content) {
        String safe = Html.escaped(title);
        return """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="referrer" content="no-referrer">
                <title>%s</title>
                <style>%s</style>
                </head>
                <body>
                <header><p class="brand">Holdfast</p><h1>%s</h1><p class="lead">%s</p></header>
                <main>%s</main>
                </body>
                </html>
                """.formatted(digest(), safe, STYLE, safe, Html.escaped(lead), content);
    }

    private static String digest() {
        try {
            return Base64.getEncoder()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(STYLE.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String style() {
        try (InputStream in = HtmlPage.class.getResourceAsStream("report.css")) {
            if (in == null) {
                throw new IllegalStateException("report.css is not packed beside HtmlPage");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
