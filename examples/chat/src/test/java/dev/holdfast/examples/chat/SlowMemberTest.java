package dev.holdfast.examples.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.connection.ConnectionInfo;
import dev.holdfast.server.Connection;
import dev.holdfast.server.Message;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlowMemberTest {
    private final Slow connection = new Slow();
    private final Member member = new Member(connection);

    @Test
    void who_does_not_keep_up_misses_lines_and_is_told_how_many() {
        member.hear("one");
        connection.writable = false;
        member.hear("two");
        member.hear("three");
        member.hear("four");
        connection.writable = true;
        member.hear("five");
        member.hear("six");

        assertThat(connection.sent).containsExactly("one", "two", "* you missed 2 lines", "five", "six");
    }

    /// A peer that reads when the test says so.
    private static final class Slow implements Connection {
        private final List<String> sent = new ArrayList<>();
        private boolean writable = true;

        @Override
        public Sent send(String text) {
            sent.add(text);
            return writable ? Sent.ACCEPTED : Sent.CONGESTED;
        }

        @Override
        public boolean isWritable() {
            return writable;
        }

        @Override
        public String userId() {
            return "ada";
        }

        @Override
        public ConnectionInfo info() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public Sent send(byte[] bytes) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Sent send(ByteBuffer bytes) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Sent sendJson(String json) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Sent send(Message message) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean awaitWritable() {
            throw new UnsupportedOperationException();
        }

        @Override
        public long queuedBytes() {
            return 0;
        }

        @Override
        public void abort(String why) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close(int code, String reason) {
            throw new UnsupportedOperationException();
        }
    }
}
