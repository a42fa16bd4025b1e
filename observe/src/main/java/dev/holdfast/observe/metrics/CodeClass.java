package dev.holdfast.observe.metrics;

/// Close codes, as few as a label may have. 1005 and 1006 are what an API reports of an empty and of a missing frame.
enum CodeClass {
    C1000("1000"),
    C1001("1001"),
    C1005("1005"),
    C1006("1006"),
    C1XXX("1xxx"),
    C3XXX("3xxx"),
    C4XXX("4xxx");

    private final String label;

    CodeClass(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    static CodeClass of(int code) {
        return switch (code) {
            case 1000 -> C1000;
            case 1001 -> C1001;
            case 1005 -> C1005;
            case 1006 -> C1006;
            default -> code >= 4000 ? C4XXX : code >= 3000 ? C3XXX : C1XXX;
        };
    }
}
