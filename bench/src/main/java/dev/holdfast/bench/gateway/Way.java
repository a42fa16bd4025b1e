package dev.holdfast.bench.gateway;

/// A way from the load to the backend: a proxy, or none.
enum Way {
    HOLDFAST("holdfast", "Holdfast"),
    NGINX("nginx", "nginx"),
    /// It writes a line a connection when that ends, as Holdfast does; of messages it writes nothing either way.
    NGINX_LOGGING("nginx-logging", "nginx, access log on"),
    HAPROXY("haproxy", "HAProxy"),
    DIRECT("direct", "no proxy");

    private final String id;
    private final String title;

    Way(String id, String title) {
        this.id = id;
        this.title = title;
    }

    /// As on the command line.
    String id() {
        return id;
    }

    /// As in the tables.
    String title() {
        return title;
    }

    boolean isProxy() {
        return this != DIRECT;
    }
}
