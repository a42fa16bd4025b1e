package dev.holdfast.auth.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.auth.AuthenticatorContract;
import dev.holdfast.auth.TesterTime;
import dev.holdfast.auth.ticket.Tickets.Full;
import dev.holdfast.auth.ticket.Tickets.Issued;
import dev.holdfast.core.evidence.AuthProblem;
import dev.holdfast.core.evidence.Carrier;
import dev.holdfast.core.port.Authenticator;
import dev.holdfast.core.port.Authenticator.Accepted;
import dev.holdfast.core.port.Authenticator.Credential;
import dev.holdfast.core.port.Authenticator.Rejected;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class TicketsTest implements AuthenticatorContract {
    private final TesterTime time = new TesterTime();
    private final Tickets tickets = new Tickets(TicketOptions.defaults(), time, new SecureRandom());
    private final Authenticator authenticator = new TicketAuthenticator(tickets);

    @Override
    public Authenticator authenticator() {
        return authenticator;
    }

    @Override
    public TesterTime time() {
        return time;
    }

    @Override
    public Credential good() {
        return new Credential(Carrier.TICKET, issue(tickets, "anna"));
    }

    @Override
    public Credential forged() {
        return new Credential(Carrier.TICKET, "A".repeat(22));
    }

    @Test
    void a_ticket_is_good_once() throws InterruptedException {
        Credential ticket = good();

        assertThat(authenticator.authenticate(ticket)).isEqualTo(new Accepted("anna", null));
        assertThat(authenticator.authenticate(ticket)).isEqualTo(new Rejected(new AuthProblem.TicketUnknown()));
    }

    @Test
    void a_ticket_is_good_until_its_time_is_over_by_the_monotonic_clock() {
        String early = issue(tickets, "anna");
        String late = issue(tickets, "ben");

        time.jumpWall(Duration.ofHours(1));
        time.advance(Duration.ofSeconds(30).minusNanos(1));
        assertThat(tickets.redeem(early)).contains("anna");

        time.jumpWall(Duration.ofHours(-2));
        time.advance(Duration.ofNanos(1));
        assertThat(tickets.redeem(late)).isEmpty();
    }

    @Test
    void the_answer_says_when_it_expires_and_does_not_show_the_ticket_by_itself() {
        Issued issued = (Issued) tickets.issue("anna", Duration.ofSeconds(5));

        assertThat(issued.expiresAt()).isEqualTo(time.wall().plusSeconds(5));
        assertThat(issued.ticket()).hasSize(22).matches("[A-Za-z0-9_-]+");
        assertThat(issued.toString()).doesNotContain(issued.ticket());
    }

    @Test
    void a_ticket_is_128_random_bits_and_no_two_are_alike() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            seen.add(issue(tickets, "anna"));
        }
        assertThat(seen).hasSize(10_000);
    }

    @Test
    void a_full_house_is_told_with_the_time_until_there_is_room_and_room_comes_back() {
        Tickets three = new Tickets(new TicketOptions(Duration.ofSeconds(30), 3), time, new SecureRandom());
        issue(three, "anna");
        time.advance(Duration.ofSeconds(10));
        String used = issue(three, "ben");
        assertThat(three.issue("cleo", Duration.ofMinutes(10))).isInstanceOf(Issued.class);

        assertThat(three.issue("dora")).isEqualTo(new Full(3, Duration.ofSeconds(20)));

        assertThat(three.redeem(used)).contains("ben");
        String afterUse = issue(three, "dora");
        assertThat(three.issue("emil")).isInstanceOf(Full.class);
        time.advance(Duration.ofSeconds(20));
        assertThat(three.issue("emil")).isInstanceOf(Issued.class);
        assertThat(three.waiting()).isEqualTo(3);
        assertThat(three.redeem(afterUse)).contains("dora");
    }

    @Test
    void tickets_that_nobody_uses_leave_nothing_behind() {
        for (int i = 0; i < 100; i++) {
            for (int j = 0; j < 1_000; j++) {
                issue(tickets, "anna", Duration.ofSeconds(1 + j % 30));
            }
            time.advance(Duration.ofSeconds(30));
            assertThat(tickets.waiting()).isZero();
        }
    }

    @Test
    void of_many_who_bring_the_same_ticket_at_once_one_gets_in() throws Exception {
        String ticket = issue(tickets, "anna");
        List<Callable<Optional<String>>> tries = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            tries.add(() -> tickets.redeem(ticket));
        }
        int accepted = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Optional<String>> result : threads.invokeAll(tries)) {
                accepted += result.get().isPresent() ? 1 : 0;
            }
        }
        assertThat(accepted).isEqualTo(1);
    }

    @Test
    void who_issues_is_told_what_is_wrong() {
        assertThatThrownBy(() -> tickets.issue("a\nb"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the user id holds a control character");
        assertThatThrownBy(() -> tickets.issue("anna", Duration.ZERO))
                .hasMessageContaining("lifetime of a ticket is PT0S");
        assertThatThrownBy(() -> tickets.issue("anna", Duration.ofMinutes(11))).hasMessageContaining("at most PT10M");
        assertThatThrownBy(() -> new TicketOptions(Duration.ofSeconds(30), 0))
                .hasMessageContaining("is 0, expected 1 to");
    }

    private static String issue(Tickets tickets, String userId) {
        return issue(tickets, userId, Duration.ofSeconds(30));
    }

    private static String issue(Tickets tickets, String userId, Duration lifetime) {
        return ((Issued) tickets.issue(userId, lifetime)).ticket();
    }
}
