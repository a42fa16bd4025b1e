package dev.holdfast.observe.metrics;

import java.util.List;

/// Every metric there is. Labels take their values from closed sets only: never an address, a path or a text
/// of a client.
public enum Metric {
    CONNECTIONS_OPEN("holdfast_connections_open", Type.GAUGE, "Connections that are open now."),
    CONNECTIONS_OPENED("holdfast_connections_opened", Type.COUNTER, "Connections opened since the start."),
    CONNECTIONS_ENDED(
            "holdfast_connections_ended",
            Type.COUNTER,
            "Opened connections that have ended.",
            "cause",
            "initiator",
            "expected",
            "code_class"),
    HANDSHAKES_REJECTED(
            "holdfast_handshakes_rejected", Type.COUNTER, "Opening handshakes that led to no connection.", "cause"),
    EXPLAINED_AGAIN(
            "holdfast_ends_explained_again",
            Type.COUNTER,
            "Ends and rejections that were explained again because more became known; by their new cause.",
            "cause"),
    CLIENT_REPORTS(
            "holdfast_client_reports",
            Type.COUNTER,
            "What clients reported of their ends, by what became of it.",
            "outcome"),
    INCIDENTS_OPEN(
            "holdfast_incidents_open",
            Type.GAUGE,
            "Incidents that go on: what many ends have in common.",
            "kind",
            "cause"),
    CONNECTION_DURATION(
            "holdfast_connection_duration_seconds", Type.HISTOGRAM, "How long ended connections had lived."),
    MESSAGE_HANDLING(
            "holdfast_message_handling_seconds", Type.HISTOGRAM, "Time in the application's handler, a message."),
    HEARTBEAT_ROUND_TRIP("holdfast_heartbeat_round_trip_seconds", Type.HISTOGRAM, "From a protocol ping to its pong."),
    MESSAGES_RECEIVED("holdfast_messages_received", Type.COUNTER, "Data messages received."),
    MESSAGES_SENT("holdfast_messages_sent", Type.COUNTER, "Data messages sent by the application."),
    BYTES_RECEIVED("holdfast_bytes_received", Type.COUNTER, "Bytes received from clients."),
    BYTES_SENT("holdfast_bytes_sent", Type.COUNTER, "Bytes sent to clients."),
    CONTROL_FRAMES_RECEIVED("holdfast_control_frames_received", Type.COUNTER, "Pings and pongs received."),
    HANDLER_ERRORS("holdfast_handler_errors", Type.COUNTER, "Messages on which the application's handler failed."),
    SILENT_CONNECTS("holdfast_silent_connects", Type.COUNTER, "TCP connections that never sent a byte."),
    BACKEND_UP(
            "holdfast_backend_up",
            Type.GAUGE,
            "1 when new connections go to this backend of the gateway, 0 when its health forbids it; absent where nothing looks at its health.",
            "backend"),
    BACKEND_CONNECTIONS("holdfast_backend_connections", Type.GAUGE, "Connections to this backend now.", "backend"),
    BACKEND_CHOSEN(
            "holdfast_backend_chosen",
            Type.COUNTER,
            "Connections that were meant for this backend; one that is tried elsewhere counts there as well.",
            "backend"),
    BACKEND_UNREACHED(
            "holdfast_backend_unreached", Type.COUNTER, "Of these, how many this backend did not take.", "backend"),
    EVENT_LOOP_LAG(
            "holdfast_event_loop_lag_seconds",
            Type.GAUGE,
            "How much later than planned an event loop got round to its last probe.",
            "loop"),
    EVENT_LOOP_STALL(
            "holdfast_event_loop_stall_seconds",
            Type.GAUGE,
            "The longest that any event loop stood still in the last minute."),
    PROCESS_PAUSE(
            "holdfast_process_pause_seconds",
            Type.GAUGE,
            "The longest in the last minute that nothing of the process ran."),
    ACCEPT_FAILURES("holdfast_accept_failures", Type.COUNTER, "Connections that could not be accepted."),
    LISTEN_OVERFLOWS(
            "holdfast_listen_overflows",
            Type.COUNTER,
            "Connections that the kernel dropped because an accept queue was full, where the system tells."),
    MEMORY_KILLS(
            "holdfast_memory_kills",
            Type.COUNTER,
            "Processes of this control group that were killed for memory, where the system tells."),
    LOG_DROPPED(
            "holdfast_log_dropped", Type.COUNTER, "Log lines that found no room and were not written.", "log", "kind"),
    LOG_SUPPRESSED("holdfast_log_suppressed", Type.COUNTER, "Refused handshakes that were counted instead of logged."),
    LOG_WRITE_ERRORS(
            "holdfast_log_write_errors",
            Type.COUNTER,
            "Attempts to write the log that failed and were made again.",
            "log"),
    UNCLEAN_STOP("holdfast_unclean_stop", Type.GAUGE, "1 when the run before this one ended without a clean stop."),
    BUILD_INFO("holdfast_build_info", Type.GAUGE, "What runs; always 1.", "version", "java_version"),
    START_TIME("holdfast_start_time_seconds", Type.GAUGE, "When this run began, in seconds since 1970."),
    HEAP_USED("holdfast_heap_used_bytes", Type.GAUGE, "Java heap in use."),
    GC_PAUSE("holdfast_gc_seconds", Type.COUNTER, "Time spent in garbage collection."),
    THREADS("holdfast_threads", Type.GAUGE, "Platform threads alive."),
    OPEN_FILES("holdfast_open_files", Type.GAUGE, "Open file descriptors, where the system tells."),
    OPEN_FILES_LIMIT("holdfast_open_files_limit", Type.GAUGE, "The limit on them.");

    enum Type {
        COUNTER,
        GAUGE,
        HISTOGRAM
    }

    private final String base;
    private final Type type;
    private final String help;
    private final List<String> labels;

    Metric(String base, Type type, String help, String... labels) {
        this.base = base;
        this.type = type;
        this.help = help;
        this.labels = List.of(labels);
    }

    /// The name without the suffix that the exposition adds to counters.
    String base() {
        return base;
    }

    /// The name as Prometheus has it.
    public String exposedName() {
        return type == Type.COUNTER ? base + "_total" : base;
    }

    Type type() {
        return type;
    }

    String help() {
        return help;
    }

    List<String> labels() {
        return labels;
    }
}
