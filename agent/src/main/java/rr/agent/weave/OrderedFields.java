package rr.agent.weave;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Plain fields, and elements of arrays, that are known to race in a program: they are woven like volatile ones. Written as lines, in
 * the order of their text:
 *
 * <pre>
 *   field java.util.HashMap.table:[Ljava/util/HashMap$Node;       a field, by the class that declares it
 *   elements java.util.HashMap.table:[Ljava/util/HashMap$Node;    elements of arrays of that type, in classes that access the field or are nested where it is
 *   elements [I in org.acme.Sorter                                elements of arrays of a type, in one class
 * </pre>
 */
public final class OrderedFields {
    /** The file beside the traces. */
    public static final String FILE_NAME = "rr-races.txt";
    /** Nothing. */
    public static final OrderedFields NONE = new OrderedFields(List.of());

    private static final byte TAG_UTF8 = 1;
    private static final String FIELD = "field ";
    private static final String ELEMENTS = "elements ";
    private static final String IN = " in ";

    private final Set<String> lines = new TreeSet<>();
    private String misread;
    /** {@code internal/Owner.name:descriptor}. */
    private final Set<String> fields = new HashSet<>();
    private final Set<String> heldArrays = new HashSet<>();
    /** {@code internal/Class descriptor}. */
    private final Set<String> arrays = new HashSet<>();
    private final Set<String> arrayClasses = new HashSet<>();
    /** Names of the fields, as class files have them: a tag, the length, the characters. */
    private final List<byte[]> fieldNames = new ArrayList<>();
    /** Packages of the JDK's classes among them, which are woven anew where their fields can be seen. */
    private final Set<String> jdkPackages = new HashSet<>();

    /** Reads lines; what stands behind a {@code #} means nothing. */
    public OrderedFields(Iterable<String> text) {
        for (String each : text) {
            int comment = each.indexOf('#');
            String line = (comment < 0 ? each : each.substring(0, comment)).strip();
            if (!line.isEmpty() && !isLine(line) && misread == null) {
                misread = line;
            } else if (isLine(line) && lines.add(line)) {
                add(line);
            }
        }
    }

    /** Whether a text has the form of a line. */
    public static boolean isLine(String line) {
        String rest = line.startsWith(FIELD) ? line.substring(FIELD.length()) : line.startsWith(ELEMENTS) ? line.substring(ELEMENTS.length()) : "";
        boolean isField = rest.matches("[^\\s:/;\\[]+\\.[^\\s:./;\\[]+:\\[*([BCDFIJSZ]|L[^\\s;]+;)");
        return isField || line.startsWith(ELEMENTS) && rest.matches("\\[+([BCDFIJSZ]|L[^\\s;]+;) in [^\\s:/;\\[]+");
    }

    /** The line for a field, {@code owner.name:descriptor} with a binary name. */
    public static String field(String field) {
        return FIELD + field;
    }

    /** The line for elements of arrays that a field holds. */
    public static String elementsOf(String field) {
        return ELEMENTS + field;
    }

    /** The line for elements of arrays of a type in a class. */
    public static String elementsIn(String array, String className) {
        return ELEMENTS + array + IN + className;
    }

    private void add(String line) {
        if (line.startsWith(FIELD)) {
            fields.add(internal(line.substring(FIELD.length())));
            return;
        }
        String rest = line.substring(ELEMENTS.length());
        int in = rest.indexOf(IN);
        if (in < 0) {
            heldArrays.add(internal(rest));
        } else {
            String className = rest.substring(in + IN.length()).replace('.', '/');
            arrays.add(className + ' ' + rest.substring(0, in));
            arrayClasses.add(className);
            noteOwner(className);
        }
    }

    private String internal(String field) {
        int colon = field.indexOf(':');
        int dot = field.lastIndexOf('.', colon);
        String owner = field.substring(0, dot).replace('.', '/');
        noteOwner(owner);
        byte[] name = field.substring(dot + 1, colon).getBytes(StandardCharsets.UTF_8);
        byte[] constant = new byte[name.length + 3];
        constant[0] = TAG_UTF8;
        constant[1] = (byte) (name.length >> 8);
        constant[2] = (byte) name.length;
        System.arraycopy(name, 0, constant, 3, name.length);
        fieldNames.add(constant);
        return owner + field.substring(dot);
    }

    private void noteOwner(String owner) {
        jdkPackages.add(owner.substring(0, owner.lastIndexOf('/') + 1));
    }

    /** The first line of another form, which means nothing; null if there is none. */
    public String misread() {
        return misread;
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return lines.isEmpty();
    }

    /** The lines, in order. */
    public Set<String> lines() {
        return new TreeSet<>(lines);
    }

    boolean hasField(String owner, String name, String descriptor) {
        return !fields.isEmpty() && fields.contains(owner + '.' + name + ':' + descriptor);
    }

    boolean hasElementsOf(String owner, String name, String descriptor) {
        return !heldArrays.isEmpty() && heldArrays.contains(owner + '.' + name + ':' + descriptor);
    }

    boolean hasHeldArrays() {
        return !heldArrays.isEmpty();
    }

    /** The types of arrays whose elements are ordered in a class whether it mentions a field that holds them or not. */
    Set<String> arraysIn(String className) {
        Set<String> types = new HashSet<>();
        for (String each : heldArrays) {
            // Those that are nested in the same class hand such arrays to each other.
            if (each.startsWith(outermost(className)) && outermost(each.substring(0, each.lastIndexOf('.', each.indexOf(':')))).equals(outermost(className))) {
                for (String type = each.substring(each.indexOf(':') + 1); type.startsWith("["); type = type.substring(1)) {
                    types.add(type);
                }
            }
        }
        if (arrayClasses.contains(className)) {
            for (String each : arrays) {
                if (each.startsWith(className + ' ')) {
                    types.add(each.substring(className.length() + 1));
                }
            }
        }
        return types;
    }

    /**
     * Whether a class of the JDK may access these fields, judged by its name: of such a class a woven form may be kept that knows nothing of
     * them. Fields of the JDK that race are not public, so the classes that see them are in the same packages.
     */
    public boolean mayConcern(String internalName) {
        return !lines.isEmpty() && jdkPackages.contains(internalName.substring(0, internalName.lastIndexOf('/') + 1));
    }

    /** The same, judged by the class file: the name of one of the fields is among its constants. */
    public boolean mayConcern(String internalName, byte[] classFile) {
        return mayConcern(internalName) && (!arraysIn(internalName).isEmpty() || namesField(classFile));
    }

    private static String outermost(String className) {
        int dollar = className.indexOf('$');
        return dollar > 0 ? className.substring(0, dollar) : className;
    }

    private boolean namesField(byte[] classFile) {
        for (byte[] constant : fieldNames) {
            for (int i = 0; i <= classFile.length - constant.length; i++) {
                int k = 0;
                while (k < constant.length && classFile[i + k] == constant[k]) {
                    k++;
                }
                if (k == constant.length) {
                    return true;
                }
            }
        }
        return false;
    }
}
