package rr.agent.weave;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;

/** Before instructions that may initialise a class the program's code calls a hook on replay, and still verifies. */
class FirstUseWeavingTest {
    @Test
    void objectsWithoutConstructor() throws ReflectiveOperationException {
        assertEquals(Collections.nCopies(5, "firstUse"), onReplay("InFrames"));
    }

    @Test
    void staticMembersOfOthers() throws ReflectiveOperationException {
        // One before the call; the field is read once, and on its own before it is written, so that no initialiser runs inside of a write.
        assertEquals(Collections.nCopies(4, "firstUse"), onReplay("OfMembers"));
    }

    @Test
    void reflectiveCalls() throws ReflectiveOperationException {
        assertEquals(Collections.nCopies(2, "firstUse"), onReplay("ByReflection"));
    }

    @Test
    void recordingsHaveNone() throws ReflectiveOperationException {
        assertEquals(List.of(), hooksOf(new WovenLoader("guest."), "InFrames"));
    }

    private static List<String> onReplay(String sample) throws ReflectiveOperationException {
        return hooksOf(new WovenLoader("guest.", OrderedFields.NONE, true), sample);
    }

    private static List<String> hooksOf(WovenLoader loader, String sample) throws ReflectiveOperationException {
        return loader.callsOf("guest.Uses$" + sample).stream().filter(call -> call.equals("firstUse")).toList();
    }

    /** A library of some size, each class of it. */
    @Test
    void librariesVerify() throws IOException, URISyntaxException, ClassNotFoundException {
        WovenLoader loader = new WovenLoader("org.objectweb.asm.", OrderedFields.NONE, true);
        int linked = 0;
        try (JarFile jar = new JarFile(Path.of(ClassReader.class.getProtectionDomain().getCodeSource().getLocation().toURI()).toFile())) {
            for (String file : (Iterable<String>) jar.stream().map(entry -> entry.getName())::iterator) {
                if (file.endsWith(".class") && !file.contains("-info")) {
                    // Listing methods links the class, hence verifies it.
                    Class<?> c = Class.forName(file.substring(0, file.length() - ".class".length()).replace('/', '.'), false, loader);
                    c.getDeclaredMethods();
                    assertEquals(loader, c.getClassLoader());
                    linked++;
                }
            }
        }
        assertTrue(linked > 20, () -> "too few");
        assertEquals(List.of(), loader.report.problems());
    }
}
