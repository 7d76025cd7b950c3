package rr.runtime;

import static rr.runtime.Memory.U;

/** Stack traces as bytes: numbers in four bytes, texts as length and UTF-16 characters, -1 for null. */
final class Frames {
    private static final long FORMAT = U.objectFieldOffset(StackTraceElement.class, "format");

    byte[] bytes;
    int at;

    Frames() {
        bytes = new byte[4096];
    }

    Frames(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The frames without the recorder's own, as the program would see them. */
    static StackTraceElement[] visible(StackTraceElement[] stack) {
        int n = 0;
        for (StackTraceElement e : stack) {
            if (!e.getClassName().startsWith("rr.runtime.")) {
                n++;
            }
        }
        if (n == stack.length) {
            return stack;
        }
        StackTraceElement[] kept = new StackTraceElement[n];
        n = 0;
        for (StackTraceElement e : stack) {
            if (!e.getClassName().startsWith("rr.runtime.")) {
                kept[n++] = e;
            }
        }
        return kept;
    }

    void put(int number) {
        room(4);
        for (int shift = 0; shift < 32; shift += 8) {
            bytes[at++] = (byte) (number >>> shift);
        }
    }

    void put(String text) {
        put(text == null ? -1 : text.length());
        if (text != null) {
            room(2 * text.length());
            for (int i = 0; i < text.length(); i++) {
                bytes[at++] = (byte) text.charAt(i);
                bytes[at++] = (byte) (text.charAt(i) >>> 8);
            }
        }
    }

    void put(StackTraceElement[] stack) {
        put(stack.length);
        for (StackTraceElement e : stack) {
            put(e.getClassLoaderName());
            put(e.getModuleName());
            put(e.getModuleVersion());
            put(e.getClassName());
            put(e.getMethodName());
            put(e.getFileName());
            put(e.getLineNumber());
            put(U.getByte(e, FORMAT));
        }
    }

    private void room(int more) {
        if (at + more > bytes.length) {
            byte[] larger = new byte[2 * (at + more)];
            for (int i = 0; i < at; i++) {
                larger[i] = bytes[i];
            }
            bytes = larger;
        }
    }

    int number() {
        int v = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            v |= (bytes[at++] & 0xff) << shift;
        }
        return v;
    }

    String text() {
        int n = number();
        if (n < 0) {
            return null;
        }
        char[] chars = new char[n];
        for (int i = 0; i < n; i++) {
            chars[i] = (char) (bytes[at++] & 0xff | bytes[at++] << 8);
        }
        return new String(chars);
    }

    StackTraceElement[] frames() {
        StackTraceElement[] stack = new StackTraceElement[number()];
        for (int i = 0; i < stack.length; i++) {
            String loader = text();
            String module = text();
            String version = text();
            String type = text();
            String method = text();
            String file = text();
            stack[i] = new StackTraceElement(loader, module, version, type, method, file, number());
            U.putByte(stack[i], FORMAT, (byte) number());
        }
        return stack;
    }
}
