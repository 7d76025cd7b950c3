package rr.agent.weave;

import java.util.HashSet;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassTooLargeException;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodTooLargeException;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.AnalyzerAdapter;
import org.objectweb.asm.commons.JSRInlinerAdapter;
import rr.agent.table.Operation;
import rr.agent.table.OperationTable;

/**
 * Puts the calls of hooks into class files. Only bodies change: no member is added, no modifier or hierarchy altered, so the result
 * serves loading and retransformation alike. A function of the class file, the table, and the class files that {@link ClassFacts}
 * finds. Thread safe.
 */
public final class Weaver {
    private final OperationTable table;
    private final ClassFacts facts;
    private final WeaveReport report;
    private final Observation observation;
    private final boolean waits;

    /** A weaver that writes to {@code report} what it did and could not do. */
    public Weaver(OperationTable table, ClassFacts facts, WeaveReport report) {
        this(table, facts, report, null, false);
    }

    /**
     * The same.
     *
     * @param observation what is observed of plain accesses, or null
     * @param waits       whether the program's code gets places where a thread can be made to wait before it uses a class for the first time
     */
    public Weaver(OperationTable table, ClassFacts facts, WeaveReport report, Observation observation, boolean waits) {
        this.table = table;
        this.facts = facts;
        this.report = report;
        this.observation = observation;
        this.waits = waits;
    }

    /**
     * Weaves one class. May read other class files through {@code loader}; the caller sees to it that hooks are suppressed meanwhile.
     *
     * @param loader the class's loader, null for the boot loader
     * @return the woven class file, or null if there is nothing to weave
     */
    public byte[] weave(ClassLoader loader, String internalName, byte[] original) {
        report.examined();
        try {
            return weave(loader, original, observation, waits);
        } catch (ClassTooLargeException tooLarge) {
            if (observation != null || waits) {
                return weave(loader, original, null, false);
            }
            report.loss(internalName, "left alone: woven, its constant pool would be too large");
        } catch (RuntimeException malformed) {
            // A class file that ASM cannot read may still be one that the VM can; it must not fail to load because of us.
            report.loss(internalName, "left alone: " + malformed);
        }
        return null;
    }

    /** Tells that a class was left alone because weaving it failed: of a stack that was nearly used up, or for lack of memory. */
    public void failed(String internalName, Throwable why) {
        report.loss(internalName, "left alone: " + why);
    }

    /** The internal name in a class file; null if that is none: the VM will say so. */
    public static String nameOf(byte[] file) {
        try {
            return new ClassReader(file).getClassName();
        } catch (RuntimeException malformed) {
            return null;
        }
    }

    /**
     * Whether weaving could change a class at all, judged by its name alone. False spares the caller the work of handing it over.
     */
    public boolean mayNeedWeaving(String internalName) {
        return table.skipReason(internalName) == null || !table.bodiesOf(internalName).isEmpty() || !table.wovenMethods(internalName).isEmpty();
    }

    /**
     * Whether the JDK's own loader of the class path defines a class. The VM asks a class's loader for the hooks, too, and what loaders of the
     * program, or of its module layers, do then are events: a class that a recording leaves alone must not ask on replay.
     */
    private static boolean isOfClassPath(ClassLoader loader) {
        return loader != null && loader.getClass().getName().equals("jdk.internal.loader.ClassLoaders$AppClassLoader");
    }

    private byte[] weave(ClassLoader loader, byte[] original, Observation observed, boolean waiting) {
        ClassReader reader = new ClassReader(original);
        String name = reader.getClassName();
        facts.learn(loader, name, HeaderReader.read(reader));
        if (!mayNeedWeaving(name)) {
            return null;
        }
        boolean skipped = table.skipReason(name) != null;
        boolean observes = observed != null && !skipped && observed.observes(name, WeaveCache.isCacheable(loader));
        boolean waitsHere = waiting && isOfClassPath(loader);
        References references = new References(loader, reader, table, facts, observes ? observed : null, waitsHere);
        ClassScan scan = new ClassScan(reader, references, table, skipped);
        Set<String> bare = new HashSet<>(0);
        Set<String> tooLarge = null;
        while (scan.anythingToWeave()) {
            try {
                ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
                reader.accept(new ClassWeaver(writer, scan, references, name, skipped, tooLarge, bare), ClassReader.EXPAND_FRAMES);
                byte[] woven = writer.toByteArray();
                report.woven();
                return woven;
            } catch (MethodTooLargeException method) {
                if ((observes || waitsHere) && bare.add(method.getMethodName() + method.getDescriptor())) {
                    continue; // its events are needed, its plain accesses and places to wait can be done without
                }
                if (tooLarge == null) {
                    tooLarge = new HashSet<>();
                }
                if (!tooLarge.add(method.getMethodName() + method.getDescriptor())) {
                    throw method;
                }
                report.loss(name, "method " + method.getMethodName() + method.getDescriptor() + " left alone: woven, it would be too large");
            }
        }
        return null;
    }

    /** Builds the chain of visitors for each method that has something to weave, and lets the others be copied. */
    private final class ClassWeaver extends ClassVisitor {
        private final ClassScan scan;
        private final References references;
        private final String className;
        private final boolean skipped;
        private final Set<String> excluded;
        /** Methods that get hooks for events and nothing else. */
        private final Set<String> bare;
        private int nextMethod;
        private boolean frames;

        ClassWeaver(ClassVisitor next, ClassScan scan, References references, String className, boolean skipped, Set<String> excluded,
                Set<String> bare) {
            super(InstructionVisitor.API, next);
            this.scan = scan;
            this.references = references;
            this.className = className;
            this.skipped = skipped;
            this.excluded = excluded;
            this.bare = bare;
        }

        @Override
        public void visit(int version, int access, String name, String signature, String superName, String[] interfaces) {
            int major = version & 0xffff;
            frames = major >= Opcodes.V1_6;
            // Class constants came with 49; nothing else that 49 allows or forbids concerns an older file.
            boolean needsClassConstant = major < Opcodes.V1_5 && !skipped && hasStaticSynchronized();
            super.visit(needsClassConstant ? Opcodes.V1_5 : version, access, name, signature, superName, interfaces);
        }

        private boolean hasStaticSynchronized() {
            for (ClassScan.Method method : scan.methods()) {
                if (method.isStatic() && method.isSynchronized()) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
            MethodVisitor writer = super.visitMethod(access, name, descriptor, signature, exceptions);
            ClassScan.Method method = scan.methods()[nextMethod++];
            boolean body = method.bodyWoven(skipped);
            boolean waiting = method.usesOthers && !bare.contains(name + descriptor);
            if (!method.sites && !body && !waiting || excluded != null && excluded.contains(name + descriptor)) {
                return writer;
            }
            MethodVisitor chain = waiting ? new FirstUseCode(writer, references) : writer;
            chain = observation == null ? chain : new ObservedCode(chain);
            int firstFreshLocal = method.maxLocals;
            if (body) {
                reportBody(method);
                chain = new BodyWeaver(chain, className, method, skipped, frames);
                firstFreshLocal += BodyWeaver.keepsThis(method) ? 1 : 0;
            }
            if (method.sites) {
                chain = sites(chain, method, firstFreshLocal);
            }
            return method.hasSubroutines
                    ? new JSRInlinerAdapter(chain, access, name, descriptor, signature, exceptions)
                    : chain;
        }

        private MethodVisitor sites(MethodVisitor next, ClassScan.Method method, int firstFreshLocal) {
            WovenCode code = new WovenCode(next, firstFreshLocal);
            Observation observed = bare.contains(method.name + method.descriptor) ? null : references.observation();
            observed = observed == null || observed.observesMethod(className, method.name) ? observed : null;
            MethodWeaver weaver = new MethodWeaver(code, references, report, className, method.name, observed);
            if (!frames || !method.needsFrames) {
                return weaver;
            }
            AnalyzerAdapter types = method.name.equals("<init>") && !method.hasSubroutines && !method.loops
                    ? new ConstructorTypes(className, method.access, method.descriptor, weaver, references::constructorPublishes)
                    : new AnalyzerAdapter(className, method.access, method.name, method.descriptor, weaver);
            code.typesFrom(types);
            return types;
        }

        private void reportBody(ClassScan.Method method) {
            for (Operation row : method.rows) {
                report.row(row.toString());
            }
            if (!skipped && method.isSynchronized()) {
                report.site(WeaveReport.Site.SYNCHRONIZED_METHOD);
            }
            if (!skipped && method.bracketsInitialiser) {
                report.site(WeaveReport.Site.CLASS_INITIALISER);
            }
        }
    }
}
