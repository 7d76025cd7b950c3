package rr.agent.weave;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OrderedFieldsTest {
    private static final String MAP = "java/util/HashMap";
    private static final String TABLE = "[Ljava/util/HashMap$Node;";

    private final OrderedFields fields = new OrderedFields(List.of(
        "# a comment", "", "field java.util.HashMap.size:I # found yesterday", "elements java.util.HashMap.table:[Ljava/util/HashMap$Node;",
        "elements [I in org.acme.Sorter$Part", "field Main.x:J", "field nonsense", "elements [I of what", "field java.util.HashMap.size:I"));

    @Test
    void linesAreKeptOnceAndInOrder() {
        assertEquals(List.of("elements [I in org.acme.Sorter$Part", "elements java.util.HashMap.table:[Ljava/util/HashMap$Node;", "field Main.x:J",
            "field java.util.HashMap.size:I"), List.copyOf(fields.lines()));
        assertEquals(fields.lines(), new OrderedFields(fields.lines()).lines());
    }

    @Test
    void theFirstLineOfAnotherFormIsTold() {
        assertEquals("field nonsense", fields.misread());
        assertNull(OrderedFields.NONE.misread());
    }

    @Test
    void fieldsAreFoundByOwnerNameAndDescriptor() {
        assertTrue(fields.hasField(MAP, "size", "I"));
        assertTrue(fields.hasField("Main", "x", "J"));
        assertFalse(fields.hasField(MAP, "size", "J"));
        assertFalse(fields.hasField(MAP, "table", TABLE));
        assertTrue(fields.hasElementsOf(MAP, "table", TABLE));
        assertFalse(fields.hasElementsOf(MAP, "size", "I"));
    }

    @Test
    void elementsBelongToAClass() {
        assertEquals(Set.of("[I"), fields.arraysIn("org/acme/Sorter$Part"));
        assertEquals(Set.of(), fields.arraysIn("org/acme/Sorter"));
    }

    @Test
    void classesOfTheSamePackagesAreConcerned() {
        assertTrue(fields.mayConcern("java/util/LinkedHashMap"));
        assertTrue(fields.mayConcern("org/acme/Other"));
        assertFalse(fields.mayConcern("java/util/concurrent/ConcurrentHashMap"));
        assertFalse(OrderedFields.NONE.mayConcern(MAP));
        assertTrue(OrderedFields.NONE.isEmpty());
    }
}
