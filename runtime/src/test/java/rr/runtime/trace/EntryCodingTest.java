package rr.runtime.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EntryCodingTest {
    private static String hex(EntryWriter writer) {
        return HexFormat.of().formatHex(writer.bytes(), 0, writer.length());
    }

    private static EntryReader first(EntryWriter writer, long base) throws TraceUnusable {
        EntryReader reader = new EntryReader();
        reader.open(writer.bytes(), 0, writer.length(), base);
        assertTrue(reader.next());
        return reader;
    }

    private static EntryWriter writer() {
        return new EntryWriter(4).reset(0);
    }

    /** The bytes of each kind: a change here makes old traces unreadable, and needs a new format version. */
    @Test
    void bytesOfEveryKind() {
        byte[] name = "main".getBytes(StandardCharsets.UTF_8);
        assertEquals("21000001046d61696e", hex(writer().begin(EntryKind.BEGIN, 1).v(0).v(0).u8(1).counted(name)));
        assertEquals("62", hex(writer().begin(EntryKind.END, 3)));
        assertEquals("a30105ac02", hex(writer().begin(EntryKind.ACQUIRE, 5).v(5).v(300)));
        assertEquals("240203070901", hex(writer().begin(EntryKind.STEAL, 1).v(2).v(3).v(7).v(9).v(1)));
        assertEquals("2502", hex(writer().begin(EntryKind.START, 1).v(2)));
        assertEquals("2780800104", hex(writer().begin(EntryKind.RESUME, 1).v(16384).v(4)));
        assertEquals("280103", hex(writer().begin(EntryKind.VALUE, 1).v(1).z(-2)));
        assertEquals("290101c801", hex(writer().begin(EntryKind.SAMPLE, 1).v(1).v(1).v(200)));
        assertEquals("2a0704000102026869", hex(writer().begin(EntryKind.CALL, 1).v(7).z(2).v(0).v(1).v(2).counted(bytes("hi"))));
        assertEquals("2b026869", hex(writer().begin(EntryKind.DATA, 1).counted(bytes("hi"))));
        assertEquals("2c0502026869", hex(writer().begin(EntryKind.BLOB, 1).v(5).v(2).counted(bytes("hi"))));
        assertEquals("2d80ade204", hex(writer().begin(EntryKind.TIME, 1).v(10_000_000)));
        assertEquals("2e8f02", hex(writer().begin(EntryKind.HALT, 1).v(271)));
        assertEquals("2f090400020102030405060708", hex(writer().begin(EntryKind.WROTE, 1).v(9).z(2).v(0).v(2)
                .raw(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, 0, 8)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void fieldsOfACall() throws TraceUnusable {
        EntryWriter writer = writer().begin(EntryKind.CALL, 9).v(77).z(-1).v(11).v(2).v(3).v(400).counted(bytes("abc"));
        EntryReader entry = first(writer, 0);
        assertEquals(EntryKind.CALL, entry.kind());
        assertEquals(9, entry.count());
        assertEquals(77, entry.op());
        assertEquals(-1, entry.value());
        assertEquals(11, entry.errno());
        assertEquals(403, entry.length());
        assertEquals("abc", entry.text());
        assertEquals(writer.length(), entry.end());
        assertFalse(entry.next());
    }

    @Test
    void distancesAddUpFromTheBase() throws TraceUnusable {
        EntryWriter writer = new EntryWriter(4).reset(1L << 40);
        writer.begin(EntryKind.END, (1L << 40) + 5).begin(EntryKind.END, (1L << 40) + 5).begin(EntryKind.END, 1L << 41);
        EntryReader entry = first(writer, 1L << 40);
        assertEquals((1L << 40) + 5, entry.count());
        assertTrue(entry.next());
        assertEquals((1L << 40) + 5, entry.count());
        assertTrue(entry.next());
        assertEquals(1L << 41, entry.count());
    }

    @Test
    void extremeValues() throws TraceUnusable {
        for (long value : new long[] {0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE, 127, 128, -64, -65}) {
            assertEquals(value, first(writer().begin(EntryKind.VALUE, 1).v(3).z(value), 0).value());
        }
    }

    @Test
    void paddingEndsTheBlock() throws TraceUnusable {
        EntryReader entry = new EntryReader();
        entry.open(new byte[] {0x22, 0, 0x22}, 0, 3, 0);
        assertTrue(entry.next());
        assertFalse(entry.next());
        assertFalse(entry.next());
    }

    @Test
    void aCutEntryIsRefusedWithItsPlace() {
        EntryWriter writer = writer().begin(EntryKind.DATA, 1).counted(new byte[100]);
        EntryReader entry = new EntryReader();
        entry.open(writer.bytes(), 0, writer.length() - 1, 0);
        TraceUnusable refusal = assertThrows(TraceUnusable.class, entry::next);
        assertEquals("the DATA entry at byte 0 of its block is damaged: it runs over the end", refusal.getMessage());
    }

    @Test
    void noiseIsReadOrRefusedButNeverOverruns() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] noise = new byte[1 + random.nextInt(60)];
            random.nextBytes(noise);
            EntryReader entry = new EntryReader();
            entry.open(noise, 0, noise.length, 0);
            try {
                while (entry.next()) {
                    assertTrue(entry.end() <= noise.length, Arrays.toString(noise));
                }
            } catch (TraceUnusable e) {
                assertFalse(e.getMessage().contains("\n"));
            }
        }
    }
}
