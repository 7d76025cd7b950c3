package rr.agent.weave;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;
import rr.agent.table.OperationTable;

/** Loads samples woven, verified by the VM, beside hooks that record. */
final class WovenLoader extends ClassLoader {
    private static final String HOOKS_PACKAGE = "rr.runtime.";

    final WeaveReport report = new WeaveReport();
    private final Weaver weaver;
    private final String samplePrefix;
    private final Map<String, byte[]> generated = new HashMap<>();
    /** The loader that the weaver is told. */
    private final ClassLoader wovenFor;

    /** {@code samplePrefix}: the binary names of classes to weave begin so; others come from the parent. */
    WovenLoader(String samplePrefix) {
        this(samplePrefix, OrderedFields.NONE);
    }

    /** The same, with fields that are known to race. */
    WovenLoader(String samplePrefix, OrderedFields racing) {
        this(samplePrefix, racing, false);
    }

    /** The same; {@code waits}: with hooks before what may initialise classes. */
    WovenLoader(String samplePrefix, OrderedFields racing, boolean waits) {
        super(WovenLoader.class.getClassLoader());
        this.samplePrefix = samplePrefix;
        wovenFor = waits ? ClassLoader.getSystemClassLoader() : this; // classes of other loaders get no such hooks
        OperationTable table = OperationTable.forJdk(Runtime.version().feature());
        weaver = new Weaver(table, new ClassFacts(table, report, racing), report, null, waits);
    }

    /** Adds a class that has no file. */
    void add(String name, byte[] bytes) {
        generated.put(name, bytes);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null) {
                return loaded;
            }
            try {
                if (name.startsWith(HOOKS_PACKAGE)) {
                    return define(name, renamed(name.replace('.', '/')));
                }
                if (generated.containsKey(name) || name.startsWith(samplePrefix)) {
                    byte[] original = generated.containsKey(name) ? generated.get(name) : bytes(name.replace('.', '/'));
                    byte[] woven = weave(name, original);
                    return define(name, woven == null ? original : woven);
                }
            } catch (IOException unreadable) {
                throw new ClassNotFoundException(name, unreadable);
            }
            return super.loadClass(name, resolve);
        }
    }

    private byte[] weave(String name, byte[] original) {
        return weaver.weave(wovenFor, name.replace('.', '/'), original);
    }

    private Class<?> define(String name, byte[] bytes) {
        return defineClass(name, bytes, 0, bytes.length);
    }

    private static byte[] renamed(String name) throws IOException {
        String hooks = RecordingHooks.class.getName().replace('.', '/');
        ClassWriter writer = new ClassWriter(0);
        new ClassReader(bytes(hooks)).accept(new ClassRemapper(writer, new Remapper(Opcodes.ASM9) {
            @Override
            public String map(String internalName) {
                return internalName.equals(hooks) ? name : internalName;
            }
        }), 0);
        return writer.toByteArray();
    }

    static byte[] bytes(String internalName) throws IOException {
        try (InputStream in = WovenLoader.class.getClassLoader().getResourceAsStream(internalName + ".class")) {
            if (in == null) {
                throw new IOException("no class file of " + internalName);
            }
            return in.readAllBytes();
        }
    }

    /** Runs a sample that is a Runnable with a constructor without parameters, and returns the calls of hooks in {@code run}. */
    List<String> callsOf(String sample) throws ReflectiveOperationException {
        Runnable runnable = (Runnable) loadClass(sample).getConstructor().newInstance();
        HookLog.take();
        runnable.run();
        return HookLog.take();
    }
}
