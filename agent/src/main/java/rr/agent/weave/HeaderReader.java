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
    private HeaderReader() {}

    static ClassFacts.Header read(ClassReader reader) {
        char[] buffer = new char[reader.getMaxStringLength()];
        List<String> volatiles = new ArrayList<>();
        List<String> others = new ArrayList<>();
        List<String> methods = new ArrayList<>();
        int offset = membersOffset(reader);
        int fields = reader.readUnsignedShort(offset);
        offset += 2;
        for (int i = 0; i < fields; i++) {
            String field = nameAndDescriptor(reader, offset, buffer);
            ((reader.readUnsignedShort(offset) & Opcodes.ACC_VOLATILE) != 0 ? volatiles : others).add(field);
            offset = skipMember(reader, offset);
        }
        int count = reader.readUnsignedShort(offset);
        offset += 2;
        for (int i = 0; i < count; i++) {
            methods.add(nameAndDescriptor(reader, offset, buffer));
            offset = skipMember(reader, offset);
        }
        String[] none = new String[0];
        return new ClassFacts.Header(reader.getSuperName(), volatiles.toArray(none), others.toArray(none), methods.toArray(none));
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

    private static String nameAndDescriptor(ClassReader reader, int member, char[] buffer) {
        return reader.readUTF8(member + 2, buffer).concat(reader.readUTF8(member + 4, buffer));
    }
}
