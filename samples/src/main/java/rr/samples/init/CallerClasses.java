package rr.samples.init;

import rr.samples.Report;

/** Looks for its caller as libraries of logging do: by a subclass of SecurityManager, which is never installed. */
@SuppressWarnings("removal")
public final class CallerClasses extends SecurityManager {
    private CallerClasses() {}

    private static String caller() {
        return new CallerClasses().getClassContext()[1].getSimpleName();
    }

    public static void main(String[] args) {
        new Report().line("caller %s", caller()).end();
    }
}
