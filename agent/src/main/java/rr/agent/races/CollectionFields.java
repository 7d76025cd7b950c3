package rr.agent.races;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Opcodes;
import rr.agent.weave.Observation;
import rr.agent.weave.OrderedFields;

/**
 * Where one field of a collection of the JDK races, its other fields do, too: a thread that found one of them in the other's hands would have
 * come to the next. One replay shows those that it came to before it ended or diverged.
 */
final class CollectionFields {
    private static final Pattern OF_COLLECTION = Pattern.compile("(?:field|elements) (java\\.util\\.(?:[A-Z]\\w*))(?:\\$\\w+)*\\.\\w+:.*");
    private static final Pattern LINKS = Pattern.compile(".*\\$(TreeNode|Node|Entry)");

    private CollectionFields() {}

    /** The lines, and with each for a field of a collection those for the rest of its class. */
    static Set<String> with(Set<String> lines) {
        Set<String> all = new TreeSet<>(lines);
        Set<String> seen = new TreeSet<>();
        for (String line : lines) {
            Matcher collection = OF_COLLECTION.matcher(line);
            if (collection.matches() && seen.add(collection.group(1))) {
                add(collection.group(1), all);
            }
        }
        return all;
    }

    private static void add(String collection, Set<String> lines) {
        List<String> classes = new ArrayList<>(List.of(collection));
        for (int i = 0; i < classes.size(); i++) {
            String name = classes.get(i);
            try (InputStream in = ClassLoader.getSystemResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in != null) {
                    new ClassReader(in).accept(new Fields(name, classes, lines), ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG);
                }
            } catch (IOException e) {
                return; // those that were seen are there
            }
        }
    }

    private static final class Fields extends ClassVisitor {
        private static final int NEVER = Opcodes.ACC_STATIC | Opcodes.ACC_FINAL | Opcodes.ACC_VOLATILE;

        private final String name;
        private final List<String> classes;
        private final Set<String> lines;

        Fields(String name, List<String> classes, Set<String> lines) {
            super(Opcodes.ASM9);
            this.name = name;
            this.classes = classes;
            this.lines = lines;
        }

        @Override
        public void visit(int version, int access, String internalName, String signature, String superName, String[] interfaces) {
            if (superName.startsWith("java/util/")) {
                include(superName.replace('/', '.'));
            }
        }

        @Override
        public void visitInnerClass(String inner, String outer, String simple, int access) {
            String nested = inner.replace('/', '.');
            if (nested.startsWith(classes.get(0) + "$") && LINKS.matcher(nested).matches()) {
                include(nested);
            }
        }

        private void include(String other) {
            if (!classes.contains(other)) {
                classes.add(other);
            }
        }

        @Override
        public FieldVisitor visitField(int access, String field, String descriptor, String signature, Object value) {
            if ((access & NEVER) == 0 && Observation.matters(name.replace('.', '/'), field)) {
                String written = name + '.' + field + ':' + descriptor;
                lines.add(OrderedFields.field(written));
                if (descriptor.startsWith("[")) {
                    lines.add(OrderedFields.elementsOf(written));
                }
            }
            return null;
        }
    }
}
