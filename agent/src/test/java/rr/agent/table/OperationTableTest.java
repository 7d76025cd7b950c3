package rr.agent.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

class OperationTableTest {
    private static final int FEATURE = Runtime.version().feature();

    private final OperationTable table = OperationTable.forJdk(FEATURE);

    /** A row whose method is gone is dead in silence. */
    @Test
    void everyRowExistsOnThisJdk() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (List<Operation> area : OperationTable.areas().values()) {
            for (Operation row : area) {
                if (matches(row) != row.existsOn(FEATURE)) {
                    wrong.add(row + (row.existsOn(FEATURE) ? " is missing" : " exists") + " on " + FEATURE);
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    private static boolean matches(Operation row) throws IOException {
        boolean[] found = new boolean[1];
        try (InputStream in = ClassLoader.getSystemResourceAsStream(row.owner() + ".class")) {
            if (in == null) {
                return false;
            }
            new ClassReader(in).accept(new ClassVisitor(Opcodes.ASM9) {
                @Override
                public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
                    boolean isStatic = (access & Opcodes.ACC_STATIC) != 0;
                    boolean hasBody = (access & (Opcodes.ACC_NATIVE | Opcodes.ACC_ABSTRACT)) == 0;
                    boolean needsBody = row.kind() != Operation.Kind.CALL && row.kind() != Operation.Kind.RESULT && row.kind() != Operation.Kind.PASS;
                    boolean exact = !row.descriptor().isEmpty();
                    found[0] |= row.matchesBody(name, descriptor) && (!exact || isStatic == row.isStatic()) && (hasBody || !needsBody);
                    if (exact && row.matchesBody(name, descriptor) && row.owners() == Operation.Owners.SUBCLASSES) {
                        int cannotBeOverridden = Opcodes.ACC_FINAL | Opcodes.ACC_STATIC | Opcodes.ACC_PRIVATE;
                        assertNotEquals(0, access & cannotBeOverridden, row + " can be overridden");
                    }
                    return null;
                }
            }, ClassReader.SKIP_CODE);
        }
        return found[0];
    }

    /** An ordered field that is gone, final or volatile needs no row; a class that is gone has none. */
    @Test
    void everyOrderedRowExistsOnThisJdk() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (OrderedOps.Row row : OrderedOps.rows()) {
            Set<String> mutable = mutableFields(row.owner());
            boolean wanted = row.existsOn(FEATURE);
            if (row.kind() == OrderedOps.Kind.ACCESSES_IN || row.fields().contains(OrderedOps.ALL_FIELDS)) {
                if ((mutable != null) != wanted) {
                    wrong.add(row.toString());
                }
                continue;
            }
            for (String field : row.fields()) {
                if ((mutable != null && mutable.contains(field)) != wanted) {
                    wrong.add(row.owner() + "." + field);
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    /** The names of the fields that are neither final nor volatile; null if there is no such class. */
    private static Set<String> mutableFields(String owner) throws IOException {
        Set<String> names = new HashSet<>();
        try (InputStream in = ClassLoader.getSystemResourceAsStream(owner + ".class")) {
            if (in == null) {
                return null;
            }
            new ClassReader(in).accept(new ClassVisitor(Opcodes.ASM9) {
                @Override
                public FieldVisitor visitField(int access, String name, String descriptor, String signature, Object value) {
                    if ((access & (Opcodes.ACC_FINAL | Opcodes.ACC_VOLATILE)) == 0) {
                        names.add(name);
                    }
                    return null;
                }
            }, ClassReader.SKIP_CODE);
        }
        return names;
    }

    @Test
    void noTwoRowsMeanTheSame() {
        Set<String> seen = new HashSet<>();
        for (Operation row : table.rows()) {
            assertFalse(!seen.add(row.kind() + row.toString()), row::toString);
        }
    }

    @Test
    void skipsClassesPackagesAndSubtrees() {
        assertNotNull(table.skipReason("java/lang/Class"));
        assertNotNull(table.skipReason("java/lang/Class$ReflectionData"));
        assertNull(table.skipReason("java/lang/ClassX"));
        assertNotNull(table.skipReason("java/lang/ref/Finalizer"));
        assertNull(table.skipReason("java/lang/reflect/Proxy"));
        assertNotNull(table.skipReason("jdk/jfr/internal/Utils"));
        assertNull(table.skipReason("java/lang/Thread"));
        assertNull(table.skipReason("NoPackage"));
        assertNotNull(table.skipReason("jdk/internal/loader/Resource"));
        assertNull(table.skipReason("jdk/internal/loader/URLClassPath$JarLoader"));
    }

    @Test
    void signatures() {
        Signature signature = Signature.parse("static java.util.Map[] f(int[][] a, Thread$State state, java.time.Duration d)");
        assertEquals("([[ILjava/lang/Thread$State;Ljava/time/Duration;)[Ljava/util/Map;", signature.descriptor());
        assertEquals(List.of("a", "state", "d"), signature.parameterNames());
        assertThrows(IllegalArgumentException.class, () -> Signature.parse("void f(int)"));
        assertThrows(IllegalArgumentException.class, () -> Signature.parse("f()"));
    }

    /** To print the page anew: run {@link OperationsPage} with the file's name. */
    @Test
    void pageIsPrintedFromTheTable() throws IOException {
        Path page = Path.of(System.getProperty("rr.root"), "docs", "operations.md");
        assertEquals(OperationsPage.text(), Files.readString(page), page + " is stale");
    }
}
