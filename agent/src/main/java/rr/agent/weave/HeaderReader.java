package rr.agent.weave;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;

/**
 * Reads the members of a class file without visiting it: a tenth of a {@link org.objectweb.asm.ClassVisitor}'s cost, which matters for
 * the hundreds of classes that are looked at before main.
 */
final class HeaderReader {
    private static final int TAG_STRING = 8;
    private static final int TAG_METHOD = 10;
    private static final String[] NONE = {};

    private final ClassReader reader;
    private final char[] buffer;
    private final List<String> volatiles = new ArrayList<>();
    private final List<String> mutables = new ArrayList<>();
    private final List<String> mutableStatics = new ArrayList<>(0);
    private final List<String> privateStatics = new ArrayList<>(0);
    private final List<String> finals = new ArrayList<>();
    private final List<String> methods = new ArrayList<>();
    private final List<String> strings = new ArrayList<>(0);
    private boolean callsFences;
    private boolean looksUpFields;

    private HeaderReader(ClassReader reader) {
        this.reader = reader;
        buffer = new char[reader.getMaxStringLength()];
    }

    static ClassFacts.Header read(ClassReader reader) {
        return new HeaderReader(reader).read();
    }

    private ClassFacts.Header read() {
        int offset = membersOffset(reader);
        int fields = reader.readUnsignedShort(offset);
        offset += 2;
        for (int i = 0; i < fields; i++) {
            field(offset);
            offset = skipMember(reader, offset);
        }
        int count = reader.readUnsignedShort(offset);
        offset += 2;
        for (int i = 0; i < count; i++) {
            methods.add(nameAndDescriptor(offset));
            offset = skipMember(reader, offset);
        }
        // The JDK's classes are judged by the table.
        boolean jdk = ClassFacts.isJdk(reader.getClassName());
        List<String> settled = jdk || privateStatics.isEmpty() || isOfNest(offset) ? List.of() : settled();
        if (!jdk) {
            calls();
            if (looksUpFields) {
                strings();
            }
        }
        return new ClassFacts.Header(
                reader.getSuperName(),
                jdk ? null : nestHost(offset),
                callsFences,
                volatiles.toArray(NONE),
                mutables.toArray(NONE),
                mutableStatics.toArray(NONE),
                settled.toArray(NONE),
                finals.toArray(NONE),
                methods.toArray(NONE),
                strings.toArray(NONE));
    }

    private void field(int offset) {
        int access = reader.readUnsignedShort(offset);
        String field = nameAndDescriptor(offset);
        if ((access & Opcodes.ACC_VOLATILE) != 0) {
            volatiles.add(field);
        } else if ((access & Opcodes.ACC_FINAL) != 0) {
            finals.add(field);
        } else {
            mutables.add(field);
            if ((access & Opcodes.ACC_STATIC) != 0) {
                mutableStatics.add(field);
                if ((access & Opcodes.ACC_PRIVATE) != 0) {
                    privateStatics.add(field);
                }
            }
        }
    }

    /** Looks through the constants for calls that tell of racing plain accesses. */
    private void calls() {
        for (int i = 1; i < reader.getItemCount(); i++) {
            int item = reader.getItem(i);
            if (item != 0 && reader.readByte(item - 1) == TAG_METHOD) {
                String name = reader.readUTF8(reader.getItem(reader.readUnsignedShort(item + 2)), buffer);
                if (name.endsWith("Fence")) {
                    String owner = reader.readClass(item, buffer);
                    callsFences |= owner.equals(AccessMode.VAR_HANDLE) || AccessMode.isUnsafe(owner);
                } else {
                    looksUpFields |= looksUpFields(name);
                }
            }
        }
    }

    private static boolean looksUpFields(String method) {
        switch (method) {
            case "findVarHandle":
            case "findStaticVarHandle":
            case "objectFieldOffset":
            case "staticFieldOffset":
                return true;
            default:
                return false;
        }
    }

    /** The string constants, among which are the names of the fields that the class looks up. */
    private void strings() {
        for (int i = 1; i < reader.getItemCount(); i++) {
            int item = reader.getItem(i);
            if (item != 0 && reader.readByte(item - 1) == TAG_STRING) {
                strings.add(reader.readUTF8(item, buffer));
            }
        }
    }

    private String nestHost(int methodsEnd) {
        int offset = attribute("NestHost", methodsEnd);
        return offset == 0 ? null : reader.readClass(offset + 6, buffer);
    }

    /** Whether other classes may set private fields of this one. */
    private boolean isOfNest(int methodsEnd) {
        return attribute("NestHost", methodsEnd) != 0 || attribute("NestMembers", methodsEnd) != 0;
    }

    /** The place of an attribute of the class, which stand behind its methods; 0 if there is none. */
    private int attribute(String name, int methodsEnd) {
        int offset = methodsEnd + 2;
        for (int i = reader.readUnsignedShort(methodsEnd); i > 0; i--) {
            if (name.equals(reader.readUTF8(offset, buffer))) {
                return offset;
            }
            offset += 6 + reader.readInt(offset + 2);
        }
        return 0;
    }

    /** The private static fields without those that another method than the class's initialiser sets. */
    private List<String> settled() {
        List<String> settled = new ArrayList<>(privateStatics);
        int member = methodsOffset(reader);
        int count = reader.readUnsignedShort(member);
        member += 2;
        for (int i = 0; i < count && !settled.isEmpty(); i++) {
            if (!"<clinit>".equals(reader.readUTF8(member + 2, buffer))) {
                removeSet(member, settled);
            }
            member = skipMember(reader, member);
        }
        return settled;
    }

    private void removeSet(int method, List<String> settled) {
        int offset = method + 8;
        for (int i = reader.readUnsignedShort(method + 6); i > 0; i--) {
            if ("Code".equals(reader.readUTF8(offset, buffer))) {
                int start = offset + 14;
                int end = start + reader.readInt(offset + 10);
                for (int at = start; at < end; at += Instructions.length(reader, at, start)) {
                    if ((reader.readByte(at) & 0xff) == Opcodes.PUTSTATIC) {
                        int item = reader.getItem(reader.readUnsignedShort(at + 1));
                        if (reader.readClass(item, buffer).equals(reader.getClassName())) {
                            int nameAndType = reader.getItem(reader.readUnsignedShort(item + 2));
                            settled.remove(reader.readUTF8(nameAndType, buffer).concat(reader.readUTF8(nameAndType + 2, buffer)));
                        }
                    }
                }
            }
            offset += 6 + reader.readInt(offset + 2);
        }
    }

    /** The offset of the number of fields. */
    static int membersOffset(ClassReader reader) {
        return reader.header + 8 + 2 * reader.readUnsignedShort(reader.header + 6);
    }

    /** The offset of the number of methods. */
    static int methodsOffset(ClassReader reader) {
        int offset = membersOffset(reader);
        int fields = reader.readUnsignedShort(offset);
        offset += 2;
        for (int i = 0; i < fields; i++) {
            offset = skipMember(reader, offset);
        }
        return offset;
    }

    /** The offset behind the field or method that starts at {@code member}. */
    static int skipMember(ClassReader reader, int member) {
        int offset = member + 8;
        for (int i = reader.readUnsignedShort(member + 6); i > 0; i--) {
            offset += 6 + reader.readInt(offset + 2);
        }
        return offset;
    }

    private String nameAndDescriptor(int member) {
        return reader.readUTF8(member + 2, buffer).concat(reader.readUTF8(member + 4, buffer));
    }
}
