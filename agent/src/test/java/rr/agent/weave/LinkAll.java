package rr.agent.weave;

import java.io.IOException;
import java.nio.file.Path;

/** Links every class of java.base, hence verifies it if the VM was told to; prints what failed. */
final class LinkAll {
    private LinkAll() {}

    public static void main(String[] args) throws IOException {
        int linked = 0;
        for (Path file : JdkClasses.of("java.base")) {
            String name = JdkClasses.internalName(file).replace('/', '.');
            try {
                // Listing methods links the class but does not initialise it.
                Class.forName(name, false, null).getDeclaredMethods();
                linked++;
            } catch (VerifyError | ClassFormatError broken) {
                System.out.println("broken " + name + ": " + broken);
            } catch (LinkageError | ClassNotFoundException absent) {
                System.out.println("absent " + name + ": " + absent);
            }
        }
        System.out.println("linked " + linked);
    }
}
