package rr.agent.cli;

import java.nio.file.Path;
import rr.recorder.CacheFiles;

/**
 * Where this rr lies.
 *
 * @param rrJar         the jar that users name
 * @param innerJar      its content, unpacked
 * @param nativeLibrary its native library, unpacked
 */
record Installation(String rrJar, String innerJar, String nativeLibrary) {
    /** The id of this build of rr; null when it does not run from an unpacked jar. */
    String build() {
        return innerJar == null ? null : CacheFiles.buildOf(Path.of(innerJar));
    }
}
