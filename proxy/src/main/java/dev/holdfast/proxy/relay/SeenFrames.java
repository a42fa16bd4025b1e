package dev.holdfast.proxy.relay;

import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.Leg;
import dev.holdfast.core.evidence.Violation;
import dev.holdfast.proxy.frame.FrameEvents;
import dev.holdfast.server.frame.Opcode;

/// Makes facts of what the scanner of one leg sees.
///
/// @param from the leg the frames came from
record SeenFrames(GatewayConnection connection, Leg from) implements FrameEvents {
    @Override
    public void control(int opcode) {
        connection.control(from, opcode == Opcode.PING);
    }

    @Override
    public void close(CloseFrame frame) {
        switch (from) {
            case DOWNSTREAM -> {
                if (!connection.timeline().has(Fact.CloseReceived.class)) {
                    connection.record(new Fact.CloseReceived(frame));
                }
            }
            case UPSTREAM -> {
                if (!connection.timeline().has(Fact.UpstreamCloseReceived.class)) {
                    connection.record(new Fact.UpstreamCloseReceived(frame));
                    connection.record(new Fact.CloseSent(frame));
                }
            }
        }
    }

    @Override
    public void flaw(Violation kind, String detail) {
        connection.record(new Fact.FrameFlaw(from, kind, detail));
    }
}
