package dev.holdfast.observe.http;

import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.observe.ends.RecentEnds;
import dev.holdfast.observe.json.EventJson;
import java.util.stream.Stream;

/// The newest ends, refused handshakes among them: pages of those that are looked for, and one of them.
final class EndResource {
    private static final String[] PARAMETERS = Stream.concat(
                    Stream.of(EndFilter.PARAMETERS), Stream.of("limit", "before", "timeline"))
            .toArray(String[]::new);

    private final RecentEnds ends;

    EndResource(RecentEnds ends) {
        this.ends = ends;
    }

    Answer page(Query query) throws Query.Unusable {
        query.only(PARAMETERS);
        boolean whole = query.truth("timeline", true);
        RecentEnds.Page page = ends.page(
                query.number("before", Long.MAX_VALUE, 0, Long.MAX_VALUE), query.limit(), EndFilter.of(query));
        return Answer.json(200, json -> {
            json.writeStartObject();
            json.writeArrayPropertyStart("ends");
            page.ends().forEach(end -> {
                if (whole) {
                    EventJson.ended(json, end);
                } else {
                    EventJson.brief(json, end);
                }
            });
            json.writeEndArray();
            json.writePOJOProperty("next", page.next());
            json.writeEndObject();
        });
    }

    Answer one(String connectionId) {
        EndRecord end = ends.find(connectionId);
        return end == null
                ? Answer.error(404, "no such end is kept; the log may still have it")
                : Answer.json(200, json -> EventJson.ended(json, end));
    }
}
