package rr.agent.table;

import java.util.ArrayList;
import java.util.List;

/**
 * A method as written in Java: {@code static void sleep(long millis, int nanos)}. Classes of java.lang may be written without their
 * package; others are written in full, nested ones with a dollar sign. {@code sleep(...)} means every overload of a name.
 */
record Signature(boolean isStatic, String name, String descriptor, List<String> parameterNames) {
    private static final String STATIC = "static ";
    private static final String ANY_PARAMETERS = "(...)";

    static Signature allMethods() {
        return new Signature(false, Operation.ALL_METHODS, "", List.of());
    }

    /** Whether the method of this name and descriptor is meant. */
    boolean matches(String otherName, String otherDescriptor) {
        return name.equals(Operation.ALL_METHODS)
                || name.equals(otherName) && (descriptor.isEmpty() || descriptor.equals(otherDescriptor));
    }

    static Signature parse(String java) {
        if (java.endsWith(ANY_PARAMETERS)) {
            return new Signature(false, java.substring(0, java.length() - ANY_PARAMETERS.length()), "", List.of());
        }
        boolean isStatic = java.startsWith(STATIC);
        String rest = isStatic ? java.substring(STATIC.length()) : java;
        int space = rest.indexOf(' ');
        int open = rest.indexOf('(');
        int close = rest.indexOf(')');
        if (space < 0 || open < space || close != rest.length() - 1) {
            throw new IllegalArgumentException("not a method signature: " + java);
        }
        StringBuilder descriptor = new StringBuilder("(");
        List<String> names = new ArrayList<>();
        String parameters = rest.substring(open + 1, close).trim();
        if (!parameters.isEmpty()) {
            for (String parameter : parameters.split(",")) {
                String[] typeAndName = parameter.trim().split(" ");
                if (typeAndName.length != 2) {
                    throw new IllegalArgumentException("parameter without a name in: " + java);
                }
                descriptor.append(typeDescriptor(typeAndName[0]));
                names.add(typeAndName[1]);
            }
        }
        descriptor.append(')').append(typeDescriptor(rest.substring(0, space)));
        return new Signature(isStatic, rest.substring(space + 1, open), descriptor.toString(), List.copyOf(names));
    }

    private static String typeDescriptor(String type) {
        if (type.endsWith("[]")) {
            return "[" + typeDescriptor(type.substring(0, type.length() - 2));
        }
        switch (type) {
            case "void":
                return "V";
            case "boolean":
                return "Z";
            case "byte":
                return "B";
            case "char":
                return "C";
            case "short":
                return "S";
            case "int":
                return "I";
            case "long":
                return "J";
            case "float":
                return "F";
            case "double":
                return "D";
            default:
                return "L" + (type.indexOf('.') < 0 ? "java/lang/" + type : type.replace('.', '/')) + ";";
        }
    }
}
