package dev.holdfast.doctor.analyze.report;

import dev.holdfast.doctor.analyze.result.Story;
import dev.holdfast.doctor.report.Ink;
import dev.holdfast.doctor.report.Table;
import dev.holdfast.doctor.report.Tone;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/// One connection's whole story.
final class StoryPage {
    private final Ink ink;
    private final int width;
    private final ZoneId zone;

    StoryPage(Ink ink, int width, ZoneId zone) {
        this.ink = ink;
        this.width = width;
        this.zone = zone;
    }

    List<String> of(Story story) {
        StoryTables tables = new StoryTables(story, zone);
        List<String> page = new ArrayList<>();
        page.addAll(ink.wrap("", Tone.STRONG, tables.headline(), width));
        if (story.found()) {
            section(page, "", tables.about());
            section(page, "What happened", tables.moments());
            section(page, "Why it ended", tables.why());
        }
        return page;
    }

    private void section(List<String> page, String title, Table table) {
        if (table.isEmpty()) {
            return;
        }
        page.add("");
        if (!title.isEmpty()) {
            page.add(ink.say(Tone.STRONG, title));
        }
        page.addAll(table.lines(ink, 2, width));
    }
}
