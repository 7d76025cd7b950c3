package rr.samples.values;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ListResourceBundle;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.concurrent.ConcurrentHashMap;
import rr.samples.Fingerprint;
import rr.samples.Report;
import rr.samples.Workers;

/**
 * Hash codes of modules, which the JVM's start has hashed before the program runs: told, in texts, and as parts of keys in shared tables; of
 * class loaders, in texts of the VM.
 */
public final class ModuleHashes {
    private static final int THREADS = 3;
    private static final int LOCALES = 40;

    private ModuleHashes() {}

    /** A bundle that all locales fall back to. */
    public static final class Words extends ListResourceBundle {
        @Override
        protected Object[][] getContents() {
            return new Object[][] {{"word", "wort"}};
        }
    }

    private record Key(Module module, int number) {}

    public static void main(String[] args) throws InterruptedException {
        Report report = new Report();
        report.line("of the class path %d", ModuleHashes.class.getModule().hashCode());
        report.line("java.base %d, %d", Object.class.getModule().hashCode(), System.identityHashCode(Object.class.getModule()));
        report.line("%s", ModuleHashes.class.getModule());
        tellLoaders(report);
        tellRefusal(report);
        report.line("reads %b", ModuleHashes.class.getModule().canRead(Object.class.getModule()));
        ConcurrentHashMap<Key, Integer> shared = new ConcurrentHashMap<>();
        Fingerprint[] seen = new Fingerprint[THREADS];
        Workers.run(THREADS, worker -> {
            Fingerprint mine = new Fingerprint();
            seen[worker] = mine;
            for (int i = 0; i < LOCALES; i++) { // the bundles' cache hashes the modules of caller and bundle
                Locale locale = new Locale("x" + (char) ('a' + (i + worker) % 26), i % 2 == 0 ? "AA" : "");
                mine.add(ResourceBundle.getBundle("rr.samples.values.ModuleHashes$Words", locale).getString("word"));
                mine.add(shared.merge(new Key(ModuleHashes.class.getModule(), i % 13), worker, Integer::sum));
            }
        });
        for (int i = 0; i < THREADS; i++) {
            report.line("thread %d saw %s", i, seen[i]);
        }
        report.end();
    }

    /** A class whose superclass the module of the class path may not see, of which the VM says so. */
    private static void tellRefusal(Report report) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(file)) {
            out.writeInt(0xCAFEBABE);
            out.writeInt(61);
            out.writeShort(5); // constants, and one
            out.writeByte(1);
            out.writeUTF("rr/samples/values/Stranger");
            out.writeByte(7);
            out.writeShort(1);
            out.writeByte(1);
            out.writeUTF("jdk/internal/misc/VM");
            out.writeByte(7);
            out.writeShort(3);
            out.writeShort(0x21); // public
            out.writeShort(2);
            out.writeShort(4);
            out.writeLong(0); // no interfaces, fields, methods, attributes
            out.flush();
            report.line("%s", MethodHandles.lookup().defineClass(file.toByteArray()));
        } catch (IllegalAccessError e) {
            report.line("%s", e.getMessage());
        } catch (IOException | IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void tellLoaders(Report report) {
        URL[] here = {ModuleHashes.class.getProtectionDomain().getCodeSource().getLocation()};
        try (URLClassLoader loader = new URLClassLoader(here, ClassLoader.getPlatformClassLoader())) {
            report.line("%s of %s", loader.getUnnamedModule(), loader);
            Object stranger = loader.loadClass(Words.class.getName()).getDeclaredConstructor().newInstance();
            report.line("%s", ((Words) stranger).getContents().length);
        } catch (ClassCastException e) {
            report.line("%s", e.getMessage()); // names the loader by its hash
        } catch (IOException | ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
