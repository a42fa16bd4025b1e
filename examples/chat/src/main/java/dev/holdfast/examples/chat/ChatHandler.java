package dev.holdfast.examples.chat;

import dev.holdfast.core.cause.Explanation;
import dev.holdfast.server.Connection;
import dev.holdfast.server.Handler;
import dev.holdfast.server.Message;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// One instance for all connections, so what it keeps is shared between threads. The calls of one connection come one
/// after the other.
final class ChatHandler implements Handler {
    private static final String LOBBY = "lobby";
    private static final int LONGEST = 2000;

    /// 44xx: come back no more, as it would happen again.
    private static final int TOO_LONG = 4413;

    private final ConcurrentMap<String, Member> members = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Room> rooms = new ConcurrentHashMap<>();

    @Override
    public void onOpen(Connection connection) throws InterruptedException {
        Member member = new Member(connection);
        members.put(connection.id(), member);
        enter(member, LOBBY);
    }

    @Override
    public void onMessage(Connection connection, Message message) throws InterruptedException {
        Member member = Objects.requireNonNull(members.get(connection.id()));
        String text = message.text().strip();
        if (text.length() > LONGEST) {
            connection.close(TOO_LONG, "at most " + LONGEST + " characters");
        } else if (text.startsWith("/")) {
            obey(member, text.substring(1).split("\\s+", 2));
        } else if (!text.isEmpty()) {
            member.room().say(member.name() + ": " + text);
        }
    }

    @Override
    public void onEnd(Connection connection, Explanation why) {
        Member member = members.remove(connection.id());
        if (member != null) {
            leave(member);
        }
    }

    private void obey(Member member, String[] command) throws InterruptedException {
        String argument = command.length > 1 ? command[1] : "";
        switch (command[0]) {
            case "join" -> join(member, argument);
            case "name" -> rename(member, argument);
            case "who" ->
                member.tell("* here: " + String.join(", ", member.room().names()));
            case "quit" -> member.connection().close(1000, "bye");
            default -> member.tell("* there are /join ROOM, /name NAME, /who and /quit");
        }
    }

    private void join(Member member, String room) throws InterruptedException {
        if (!Names.isName(room)) {
            member.tell("* " + Names.RULE);
            return;
        }
        leave(member);
        enter(member, room);
    }

    private void enter(Member member, String name) throws InterruptedException {
        Room before = rooms.get(name);
        List<String> history = before == null ? List.of() : before.history();
        for (String line : history) {
            // More than the peer may take at once. On a virtual thread waiting is fine: it delays this member only.
            if (!member.connection().awaitWritable()) {
                return;
            }
            member.tell(line);
        }
        rooms.compute(name, (_, present) -> {
            Room room = present == null ? new Room(name) : present;
            member.enters(room);
            room.join(member);
            return room;
        });
    }

    /// The last one closes the room, or clients could make rooms until the memory is full.
    private void leave(Member member) {
        Room left = member.room();
        rooms.computeIfPresent(left.name(), (_, room) -> {
            room.leave(member);
            return room.isEmpty() ? null : room;
        });
    }

    private static void rename(Member member, String name) {
        if (!Names.isName(name)) {
            member.tell("* " + Names.RULE);
            return;
        }
        member.room().say("* " + member.name() + " is now called " + name);
        member.isCalled(name);
    }
}
