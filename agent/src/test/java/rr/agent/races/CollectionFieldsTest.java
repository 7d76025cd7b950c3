package rr.agent.races;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;
import rr.agent.weave.OrderedFields;

class CollectionFieldsTest {
    @Test
    void oneFieldOfAMapBringsTheOthers() {
        Set<String> lines = CollectionFields.with(Set.of("field java.util.HashMap.size:I"));
        assertTrue(lines.containsAll(Set.of("field java.util.HashMap.size:I", "field java.util.HashMap.modCount:I",
            "field java.util.HashMap.table:[Ljava/util/HashMap$Node;", "elements java.util.HashMap.table:[Ljava/util/HashMap$Node;",
            "field java.util.HashMap$Node.next:Ljava/util/HashMap$Node;", "field java.util.HashMap$Node.value:Ljava/lang/Object;")), lines.toString());
        assertFalse(lines.stream().anyMatch(line -> line.contains("entrySet") || line.contains("loadFactor")), lines.toString());
        for (String line : lines) {
            assertTrue(OrderedFields.isLine(line), line);
        }
    }

    @Test
    void fieldsOfSuperclassesBelongToIt() {
        Set<String> lines = CollectionFields.with(Set.of("elements java.util.ArrayList.elementData:[Ljava/lang/Object;"));
        assertTrue(lines.contains("field java.util.AbstractList.modCount:I"), lines.toString());
        assertTrue(lines.contains("field java.util.ArrayList.size:I"), lines.toString());
    }

    @Test
    void nothingElseIsTouched() {
        Set<String> lines = Set.of("field org.acme.HashMap.size:I", "field java.util.concurrent.Some.size:I", "elements [I in java.util.HashMap");
        assertEquals(lines, CollectionFields.with(lines));
    }
}
