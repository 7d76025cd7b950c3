package rr.agent.cli;

/**
 * Where this rr lies.
 *
 * @param rrJar         the jar that users name
 * @param innerJar      its content, unpacked
 * @param nativeLibrary its native library, unpacked
 */
record Installation(String rrJar, String innerJar, String nativeLibrary) {
}
