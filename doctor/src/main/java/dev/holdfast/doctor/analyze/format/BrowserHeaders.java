package dev.holdfast.doctor.analyze.format;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// The headers of a HAR's entry, as far as they matter.
final class BrowserHeaders {
    private static final int MOST = 200;

    private final List<Header> headers = new ArrayList<>();

    private record Header(boolean sent, String name, String value) {}

    void read(JsonParser parser, JsonToken value, boolean sent) {
        if (value != JsonToken.START_ARRAY) {
            return;
        }
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            String name = "";
            String text = "";
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String field = parser.currentName();
                JsonToken token = parser.nextToken();
                if (token == JsonToken.VALUE_STRING && field.equals("name")) {
                    name = parser.getString();
                } else if (token == JsonToken.VALUE_STRING && field.equals("value")) {
                    text = parser.getString();
                } else {
                    parser.skipChildren();
                }
            }
            if (headers.size() < MOST) {
                headers.add(new Header(sent, name, text));
            }
        }
    }

    void into(BrowserRequest request) {
        headers.forEach(header -> request.header(header.sent(), header.name(), header.value()));
    }
}
