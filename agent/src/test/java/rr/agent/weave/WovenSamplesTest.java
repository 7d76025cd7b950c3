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
                        "monitorEntered Object 77 true",
                        "monitorBegin Inner",
                        "monitorEntered Inner 77 true",
                        "monitorExiting Inner true",
                        "monitorExiting Object true"),
                loader.callsOf("guest.Locks$Nested"));
    }

    @Test
    void monitorsAreReleasedByTheCompilersHandler() throws Exception {
        loader.callsOf("guest.Locks$Nested");
        assertEquals(
                List.of("monitorBegin Object", "monitorEntered Object 77 true", "monitorExiting Object true"),
                loader.callsOf("guest.Locks$Throwing"));
        assertEquals(List.of("monitorBegin null"), loader.callsOf("guest.Locks$OfNull"));
        assertEquals(
                List.of("monitorBegin Object", "monitorEntered Object 77 true", "monitorExiting Object true"),
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
                        "writeBegin Derived",
                        "writeEnd true",
                        "readBegin Derived",
                        "readEnd Derived 5",
                        "writeBegin Derived",
                        "writeEnd true",
                        "readBegin Derived",
                        "readEnd Derived 5",
                        "writeBeginStatic",
                        "writeEnd true",
                        "readBegin Derived",
                        "readEnd Derived 5",
                        "readBeginStatic",
                        "readEndStatic true"),
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
    void readsAreRepeatedUntilTheyHold() throws Exception {
        HookLog.failReads(3);
        List<String> calls = loader.callsOf("guest.Fields$DeepStack");
        assertEquals(List.of("readBegin DeepStack", "readEnd DeepStack 5"), calls.subList(0, 2));
        assertEquals(3, reads(calls) - readsWithoutRepetition());
    }

    private static int reads(List<String> calls) {
        return Collections.frequency(calls, "readBegin DeepStack");
    }

    private static int readsWithoutRepetition() throws Exception {
        return reads(new WovenLoader("guest.").callsOf("guest.Fields$DeepStack"));
    }

    @Test
    void messagesOfNullPointerExceptions() throws Exception {
        assertEquals(List.of("readBegin null", "writeBegin null"), loader.callsOf("guest.Fields$NullMessage").subList(0, 2));
    }

    @Test
    void fieldsInConstructors() throws Exception {
        assertEquals(
                List.of(
                        "readBeginStatic",
                        "readEndStatic true",
                        "readBeginStatic",
                        "readEndStatic true",
                        "writeBegin InConstructor",
                        "writeEnd true",
                        "readBegin InConstructor",
                        "readEnd InConstructor 5"),
                loader.callsOf("guest.Fields$InConstructor"));
    }

    @Test
    void classInitialisers() throws Exception {
        assertEquals(List.of("initBegin Fields$Failing", "initEnd"), loader.callsOf("guest.Fields$Initialisers"));
    }

    @Test
    void varHandles() throws Exception {
        List<String> calls = loader.callsOf("guest.Accesses$Handles");
        assertEquals(
                List.of(
                        "writeBegin Holder",
                        "writeEnd true",
                        "readBegin Holder",
                        "readEnd Holder 5",
                        "writeBegin Holder",
                        "writeEnd true",
                        "writeBegin Holder",
                        "writeEnd true",
                        "readBegin Holder",
                        "readEnd Holder 5"),
                calls.subList(0, 10));
        assertEquals(
                List.of(
                        "writeBeginHandle true",
                        "writeEnd true",
                        "readBeginHandle true",
                        "readEndHandle 6",
                        "writeBegin long[]",
                        "writeEnd true",
                        "readBegin long[]",
                        "readEnd long[] 5",
                        "writeBegin byte[]",
                        "writeEnd true",
                        "writeBeginStatic",
                        "writeEnd true",
                        "readBegin Holder",
                        "readEnd Holder 5",
                        "writeBegin Holder",
                        "writeEnd true"),
                calls.subList(10, calls.size()));
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
                        "monitorBegin int[]",
                        "monitorEntered int[] 77 true",
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
