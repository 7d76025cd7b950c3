package rr.agent.weave;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Woven samples do what they did, and call the hooks in the order of the contract. */
class WovenSamplesTest {
    private final WovenLoader loader = new WovenLoader("guest.");

    @BeforeEach
    void noRepetitions() {
        HookLog.failReads(0);
    }

    @Test
    void nestedMonitors() throws Exception {
        assertEquals(
                List.of(
                        "initBegin Locks",
                        "initEnd",
                        "monitorBegin Object",
                        "monitorEntered Object true",
                        "monitorBegin Inner",
                        "monitorEntered Inner true",
                        "monitorExiting Inner true",
                        "monitorExiting Object true"),
                loader.callsOf("guest.Locks$Nested"));
    }

    @Test
    void monitorsAreReleasedByTheCompilersHandler() throws Exception {
        loader.callsOf("guest.Locks$Nested");
        assertEquals(
                List.of("monitorBegin Object", "monitorEntered Object true", "monitorExiting Object true"),
                loader.callsOf("guest.Locks$Throwing"));
        assertEquals(List.of("monitorBegin null"), loader.callsOf("guest.Locks$OfNull"));
        assertEquals(
                List.of("monitorBegin Object", "monitorEntered Object true", "monitorExiting Object true"),
                loader.callsOf("guest.Locks$Loop"));
    }

    @Test
    void synchronizedMethods() throws Exception {
        assertEquals(
                List.of(
                        "methodEntered Methods true",
                        "monitorExiting Methods true",
                        "methodEntered Methods true",
                        "monitorExiting Methods true",
                        "methodEntered Methods.class true",
                        "monitorExiting Methods.class true"),
                loader.callsOf("guest.Locks$Methods"));
    }

    @Test
    void volatileFields() throws Exception {
        assertEquals(
                List.of(
                        "writeBegin Derived",
                        "writeEnd true",
                        "read Derived",
                        "writeBegin Derived",
                        "writeEnd true",
                        "read Derived",
                        "writeBeginStatic",
                        "writeEnd true",
                        "read Derived",
                        "readStatic"),
                withoutInitialiser(loader.callsOf("guest.Fields$Access")));
    }

    /** The initialiser of Fields.Base writes a volatile field. */
    private static List<String> withoutInitialiser(List<String> calls) {
        int begin = calls.indexOf("initBegin Fields$Base");
        int end = calls.indexOf("initEnd");
        assertEquals(List.of("writeBeginStatic", "writeEnd true"), calls.subList(begin + 1, end));
        calls.subList(begin, end + 1).clear();
        return calls;
    }

    @Test
    void readsThatDoNotHoldAreRepeatedOnce() throws Exception {
        HookLog.failReads(3);
        List<String> calls = loader.callsOf("guest.Fields$DeepStack");
        assertEquals(List.of("read DeepStack", "readAgain"), calls.subList(0, 2));
        assertEquals(3, Collections.frequency(calls, "readAgain"));
    }

    @Test
    void messagesOfNullPointerExceptions() throws Exception {
        assertEquals("writeBegin null", loader.callsOf("guest.Fields$NullMessage").get(0));
    }

    @Test
    void fieldsInConstructors() throws Exception {
        assertEquals(
                List.of(
                        "readStatic",
                        "readStatic",
                        "writeBegin InConstructor",
                        "writeEnd true",
                        "read InConstructor"),
                loader.callsOf("guest.Fields$InConstructor"));
    }

    /** No event while only the constructor knows the object. */
    @Test
    void privateObjects() throws Exception {
        assertEquals(
                List.of("writeBegin BelowTelling", "writeBegin BelowTelling", "writeBegin Looping", "writeBegin Looping", "writeBegin Choosing"),
                loader.callsOf("guest.Fields$Privacy").stream().filter(call -> call.startsWith("writeBegin ")).toList());
    }

    @Test
    void classInitialisers() throws Exception {
        assertEquals(List.of("readStatic", "initBegin Fields$Failing", "initEnd"), loader.callsOf("guest.Fields$Initialisers"));
    }

    @Test
    void varHandles() throws Exception {
        List<String> calls = loader.callsOf("guest.Accesses$Handles");
        assertEquals(
                List.of(
                        "writeBegin Holder",
                        "writeEnd true",
                        "read Holder",
                        "writeBegin Holder",
                        "writeEnd true",
                        "writeBegin Holder",
                        "writeEnd true",
                        "read Holder"),
                calls.subList(0, 8));
        assertEquals(
                List.of(
                        "writeBeginHandle true",
                        "writeEnd true",
                        "readHandle true",
                        "writeBegin long[]",
                        "writeEnd true",
                        "read long[]",
                        "writeBegin byte[]",
                        "writeEnd true",
                        "writeBeginStatic",
                        "writeEnd true",
                        "read Holder",
                        "writeBegin Holder",
                        "writeEnd true"),
                calls.subList(8, calls.size()));
    }

    @Test
    void failingAccess() throws Exception {
        assertEquals(List.of("writeBegin int[]", "writeEnd true"), loader.callsOf("guest.Accesses$Failing"));
    }

    @Test
    void calls() throws Exception {
        assertEquals(List.of("nanoTime", "isAlive MyThread", "getState MyThread", "sleep 3"), loader.callsOf("guest.Calls$Direct"));
        assertEquals(
                List.of(
                        "identityHashCode Objects",
                        "hashCode String",
                        "hashCode Five",
                        "monitorBegin int[]",
                        "monitorEntered int[] true",
                        "notifyAll int[]",
                        "monitorExiting int[] true"),
                loader.callsOf("guest.Calls$Objects"));
    }

    @Test
    void methodReferences() throws Exception {
        assertEquals(List.of("nanoTime", "isAlive MyThread", "isAlive MyThread"), loader.callsOf("guest.Calls$References"));
        List<String> problems = loader.report.problems();
        // The reference itself, and the method that makes it anew when it is deserialized.
        assertEquals(2, problems.size(), problems::toString);
        assertTrue(problems.get(0).contains("serializable"), problems.get(0));
    }
}
