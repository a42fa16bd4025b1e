package dev.holdfast.doctor.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.doctor.report.Table.Cell;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import org.junit.jupiter.api.Test;

final class ReportTest {
    private static final String HOSTILE = "a\u001b[2J\r\n<script>alert('x')</script>\u202e\"&";

    @Test
    void a_remote_text_can_do_nothing_to_a_terminal() {
        String said = new Ink(false).say(Tone.BAD, HOSTILE);

        assertThat(said.chars().filter(c -> c < ' ' || c == 0x202e)).isEmpty();
        assertThat(said).contains("\\u001b[2J");
    }

    @Test
    void colours_come_only_where_they_are_wanted() {
        assertThat(new Ink(true).say(Tone.GOOD, "well")).isEqualTo("\u001b[32mwell\u001b[0m");
        assertThat(new Ink(false).say(Tone.GOOD, "well")).isEqualTo("well");
    }

    @Test
    void a_table_aligns_its_columns_and_breaks_its_last_one() {
        Table table = new Table("what", "how", "more")
                .row(Cell.of("short"), Cell.of("x"), Cell.of("one two three four five six seven"))
                .row(Cell.of("much longer"), Cell.of("y"), Cell.of("end"));

        assertThat(table.lines(new Ink(false), 2, 42))
                .containsExactly(
                        "  what         how  more",
                        "  short        x    one two three four",
                        "                    five six seven",
                        "  much longer  y    end");
    }

    @Test
    void a_page_holds_remote_text_as_text_and_runs_nothing() throws Exception {
        Html content = new Html().element("p", HOSTILE, "title", HOSTILE);
        new Table("a").row(Cell.of(HOSTILE)).onto(content);

        String page = HtmlPage.of(HOSTILE, HOSTILE, content);

        assertThat(page).doesNotContain("<script", "\u202e", "\u001b").contains("&lt;script&gt;");
        assertThat(page).contains("default-src 'none'");
    }

    @Test
    void the_pages_policy_allows_its_own_style_and_no_other() throws Exception {
        String page = HtmlPage.of("t", "l", new Html());
        String style = page.substring(page.indexOf("<style>") + 7, page.indexOf("</style>"));
        String digest = Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8)));

        assertThat(page).contains("style-src 'sha256-" + digest + "'");
    }
}
