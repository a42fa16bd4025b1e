package dev.holdfast.examples.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.connection.ConnectionInfo;
import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.connection.LoopReport;
import dev.holdfast.core.connection.Notice;
import dev.holdfast.core.port.ClientReports;
import dev.holdfast.core.port.ConnectionListener;
import dev.holdfast.server.HoldfastServer;
import dev.holdfast.server.options.ServerOptions;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChatTest {
    private final List<Guest> guests = new ArrayList<>();
    private HoldfastServer server;

    @BeforeEach
    void open() throws IOException {
        server = HoldfastServer.start(
                ServerOptions.development(0),
                new ChatApplication().routes("/chat"),
                new HoldfastServer.Ports(null, new Nobody(), _ -> null, ClientReports.IGNORED));
    }

    @AfterEach
    void close() {
        guests.forEach(Guest::close);
        server.close();
    }

    @Test
    void what_one_says_everybody_in_the_room_hears() throws InterruptedException {
        Guest ada = guest("ada");
        Guest bob = guest("bob");
        assertThat(ada.hears()).startsWith("* dev-temp-").endsWith(" came to lobby");
        assertThat(ada.hears()).endsWith(" is now called bob");

        ada.say("hello");

        assertThat(ada.hears()).isEqualTo("ada: hello");
        assertThat(bob.hears()).isEqualTo("ada: hello");
    }

    @Test
    void who_comes_to_a_room_hears_what_was_said_before_and_who_is_there() throws InterruptedException {
        Guest ada = guest("ada");
        ada.say("/join garden").say("it is quiet here");
        assertThat(ada.hears()).isEqualTo("* ada came to garden");
        assertThat(ada.hears()).isEqualTo("ada: it is quiet here");

        Guest bob = guest("bob");
        bob.say("/join garden").say("/who");

        assertThat(bob.hears()).isEqualTo("* ada came to garden");
        assertThat(bob.hears()).isEqualTo("ada: it is quiet here");
        assertThat(bob.hears()).isEqualTo("* bob came to garden");
        assertThat(bob.hears()).isEqualTo("* here: ada, bob");
    }

    @Test
    void who_goes_is_gone() throws InterruptedException {
        Guest ada = guest("ada");
        Guest bob = guest("bob");
        ada.hears();
        ada.hears();

        bob.say("/quit");

        assertThat(bob.closed()).isEqualTo("1000 bye");
        assertThat(ada.hears()).isEqualTo("* bob left lobby");
    }

    @Test
    void a_room_that_everybody_left_is_forgotten() throws InterruptedException {
        Guest ada = guest("ada");
        ada.say("/join garden").say("it is quiet here").say("/join lobby").say("/join garden");

        assertThat(ada.hears()).isEqualTo("* ada came to garden");
        assertThat(ada.hears()).isEqualTo("ada: it is quiet here");
        assertThat(ada.hears()).isEqualTo("* ada came to lobby");
        assertThat(ada.hears()).isEqualTo("* ada came to garden");
    }

    @Test
    void a_text_that_is_too_long_ends_the_connection_with_a_code_of_the_applications_own() throws InterruptedException {
        assertThat(guest("ada").say("x".repeat(2001)).closed()).isEqualTo("4413 at most 2000 characters");
    }

    @Test
    void names_that_could_be_taken_for_something_else_are_refused() throws InterruptedException {
        Guest ada = guest("ada");

        assertThat(ada.say("/name * bob left lobby").hears()).isEqualTo("* " + Names.RULE);
        assertThat(ada.say("/join").hears()).isEqualTo("* " + Names.RULE);
        assertThat(ada.say("/dance").hears()).startsWith("* there are /join");
    }

    private Guest guest(String name) throws InterruptedException {
        Guest guest = new Guest(URI.create("ws://127.0.0.1:" + server.address().getPort() + "/chat"));
        guests.add(guest);
        guest.say("/name " + name);
        String line = guest.hears();
        while (!line.endsWith(" is now called " + name)) {
            line = guest.hears();
        }
        return guest;
    }

    /// Hears of connections and does nothing about it.
    private static final class Nobody implements ConnectionListener {
        @Override
        public void opened(ConnectionInfo connection) {}

        @Override
        public void greeted(ConnectionInfo connection, @Nullable String tab, @Nullable String previous) {}

        @Override
        public void loopEnded(LoopReport report) {}

        @Override
        public void ended(EndRecord end) {}

        @Override
        public void noticed(Notice notice) {}
    }
}
