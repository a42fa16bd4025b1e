package dev.holdfast.doctor.report;

import dev.holdfast.observe.json.SafeJson;

/// Writes HTML in which every text is escaped. Element and attribute names are ours; attribute values are
/// escaped too.
public final class Html {
    private final StringBuilder out = new StringBuilder(4096);

    /// @param attributes names and values in turn
    public Html open(String tag, String... attributes) {
        out.append('<').append(tag);
        for (int i = 0; i + 1 < attributes.length; i += 2) {
            out.append(' ')
                    .append(attributes[i])
                    .append("=\"")
                    .append(escaped(attributes[i + 1]))
                    .append('"');
        }
        out.append('>');
        return this;
    }

    public Html close(String tag) {
        out.append("</").append(tag).append('>');
        return this;
    }

    public Html text(String text) {
        out.append(escaped(text));
        return this;
    }

    /// An element with nothing but text in it.
    public Html element(String tag, String text, String... attributes) {
        return open(tag, attributes).text(text).close(tag);
    }

    @Override
    public String toString() {
        return out.toString();
    }

    /// Neither a tag nor the end of an attribute, and nothing that turns the direction of the text
    /// around.
    static String escaped(String text) {
        String visible = SafeJson.visible(text);
        StringBuilder out = new StringBuilder(visible.length() + 16);
        for (int i = 0; i < visible.length(); i++) {
            char c = visible.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
        return out.toString();
    }
}
