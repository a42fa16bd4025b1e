package dev.holdfast.bench.load;

/// Bytes from the server that are not what a correct echo would have sent.
final class BadReply extends Exception {
    private static final long serialVersionUID = 1L;

    final Fault fault;

    BadReply(Fault fault, String message) {
        super(message);
        this.fault = fault;
    }
}
