package dev.holdfast.cli;

/// The `holdfast` command.
public final class Main {
    private Main() {}

    /// Prints the version.
    public static void main(String[] args) {
        System.out.println("holdfast " + Main.class.getPackage().getImplementationVersion());
    }
}
