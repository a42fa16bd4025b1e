package dev.holdfast.examples.chat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A room. Its lock makes everybody in it hear the same lines in the same order; nothing waits while holding it.
final class Room {
    /// Where a member is before it has entered the first one. It has no name, so nobody can join it.
    static final Room NOWHERE = new Room("");

    private static final int REMEMBERED = 20;

    private final String name;
    private final Set<Member> members = new LinkedHashSet<>(); // guarded by this
    private final Deque<String> history = new ArrayDeque<>(); // guarded by this

    Room(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    synchronized void join(Member member) {
        members.add(member);
        say("* " + member.name() + " came to " + name);
    }

    synchronized void leave(Member member) {
        if (members.remove(member)) {
            say("* " + member.name() + " left " + name);
        }
    }

    synchronized void say(String line) {
        history.addLast(line);
        if (history.size() > REMEMBERED) {
            history.removeFirst();
        }
        members.forEach(member -> member.hear(line));
    }

    synchronized boolean isEmpty() {
        return members.isEmpty();
    }

    /// What was said last, oldest first.
    synchronized List<String> history() {
        return List.copyOf(history);
    }

    synchronized List<String> names() {
        return members.stream().map(Member::name).toList();
    }
}
