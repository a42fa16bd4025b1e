package dev.holdfast.proxy.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A page with a tag put in, wherever it is cut. The bar in each example is where the tag belongs.
class PatchedBodyTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!doctype html><html><head>|<script>a</script></head>",
                "<!DOCTYPE HTML PUBLIC \"a>b\">\n<HTML lang='>'>\n<HEAD\nid=\"x>y\">|<title>t</title>",
                "<!-- <head> --><!doctype html>| <p>no head</p>",
                "\u00ef\u00bb\u00bf<!doctype html><head/>|<meta charset=utf-8>",
                "<!doctype html>\n|<script>first</script><head></head>",
                "<html>|<header>no head</header></html>",
                "<?xml version=\"1.0\"?><!doctype html><html><head>|</head></html>",
                "|<body>at once</body>",
                "|just text and nothing else",
                "<!doctype html>|",
                "|<p",
                "|"
            })
    void the_tag_stands_before_every_script_of_the_page(String marked) {
        String page = marked.replace("|", "");
        // Whitespace before a tag without a head belongs to neither side.
        String expected = marked.replace("|", "[tag]").replace("[tag] <p>", " [tag]<p>");
        assertThat(patched(page, page.length())).isEqualTo(expected);
        assertThat(patched(page, 1)).isEqualTo(expected);
        assertThat(patched(page, 7)).isEqualTo(expected);
    }

    @Test
    void a_page_that_hides_its_head_for_long_is_not_held_back_for_it() {
        String page = "<!doctype html><!-- " + "x".repeat(100_000) + " --><head></head>";
        assertThat(patched(page, 1000))
                .startsWith("<!doctype html>[tag]<!-- xxx")
                .endsWith("--><head></head>");
        PatchedBody body = new PatchedBody("[tag]".getBytes(StandardCharsets.US_ASCII));
        ByteBuf first = body.pass(Unpooled.copiedBuffer(page.substring(0, 20_000), StandardCharsets.ISO_8859_1));
        assertThat(first.readableBytes()).isEqualTo(20_005);
    }

    private static String patched(String page, int cut) {
        PatchedBody body = new PatchedBody("[tag]".getBytes(StandardCharsets.US_ASCII));
        StringBuilder out = new StringBuilder();
        for (int at = 0; at < page.length(); at += cut) {
            String piece = page.substring(at, Math.min(page.length(), at + cut));
            out.append(body.pass(Unpooled.copiedBuffer(piece, StandardCharsets.ISO_8859_1))
                    .toString(StandardCharsets.ISO_8859_1));
        }
        return out.append(body.end().toString(StandardCharsets.ISO_8859_1)).toString();
    }
}
