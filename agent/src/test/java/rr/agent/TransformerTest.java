package rr.agent;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rr.agent.weave.OrderedFields;
import rr.agent.weave.WeaveCache;
import rr.recorder.Unwoven;

class TransformerTest {
    private static final String NAME = "java/io/PipedInputStream";

    @TempDir
    private Path trace;

    private byte[] file;
    private Transformer transformer;
    private boolean failed;

    /** Weaving happens where a program loads a class, also at the end of its stack. What is left alone there must not stay unknown. */
    @Test
    void aClassThatTheWeaverFailsAtIsToldOf() throws IOException, InterruptedException {
        try (InputStream in = PipedInputStream.class.getResourceAsStream("PipedInputStream.class")) {
            file = in.readAllBytes();
        }
        transformer = new Transformer(WeaveCache.open(null, ""), OrderedFields.NONE, null, false, false, trace);
        assertNotNull(transformer.weave(null, NAME, file));
        assertTrue(Unwoven.read(trace).isEmpty());
        Thread deep = new Thread(null, this::weaveAtTheEndOfTheStack, "deep", 256 << 10);
        deep.start();
        deep.join();
        assertTrue(failed);
        assertNotNull(transformer.weave(null, NAME, file));
        List<String> told = Unwoven.read(trace);
        assertTrue(told.contains("java.io.PipedInputStream: left alone: java.lang.StackOverflowError"), told::toString);
    }

    /** Weaves at each depth on the way back from the end of the stack, until it has failed once. */
    private void weaveAtTheEndOfTheStack() {
        try {
            weaveAtTheEndOfTheStack();
            if (!failed) {
                failed = transformer.weave(null, NAME, file) == null;
            }
        } catch (StackOverflowError end) {
            // back to where there is more room
        }
    }
}
