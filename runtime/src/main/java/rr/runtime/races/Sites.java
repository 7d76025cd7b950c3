package rr.runtime.races;

import java.util.HashMap;
import java.util.Map;

/**
 * The places in the program where plain fields and elements are accessed, by number, and the fields. Filled by the weaver, in regions
 * without events.
 */
public final class Sites {
    private static final Map<String, Integer> FIELD_NUMBERS = new HashMap<>();
    private static String[] fieldNames = new String[256];
    private static int fieldCount = 1; // 0: unknown
    private static volatile int[] fields = new int[1024];
    private static volatile String[] places = new String[1024];
    private static int count = 1;

    private Sites() {}

    /**
     * Adds a place.
     *
     * @param field what is accessed, {@code owner.name:descriptor}; for elements the type of the array, as the code has it
     * @param place class, method and line
     */
    public static synchronized int add(String field, String place) {
        if (count == places.length) {
            String[] morePlaces = new String[2 * count];
            int[] moreFields = new int[2 * count];
            System.arraycopy(places, 0, morePlaces, 0, count);
            System.arraycopy(fields, 0, moreFields, 0, count);
            places = morePlaces;
            fields = moreFields;
        }
        places[count] = place;
        fields[count] = number(field);
        return count++;
    }

    /** The number of a field. */
    public static synchronized int number(String field) {
        Integer known = FIELD_NUMBERS.get(field);
        if (known != null) {
            return known;
        }
        if (fieldCount == fieldNames.length) {
            String[] more = new String[2 * fieldCount];
            System.arraycopy(fieldNames, 0, more, 0, fieldCount);
            fieldNames = more;
        }
        fieldNames[fieldCount] = field;
        FIELD_NUMBERS.put(field, fieldCount);
        return fieldCount++;
    }

    static int fieldOf(int site) {
        return fields[site];
    }

    static String placeOf(int site) {
        return places[site];
    }

    /** Whether the name of a field begins with that of the class. */
    static boolean isDeclaredBy(int field, Class<?> type) {
        String fieldName = nameOf(field);
        String name = type.getName();
        return fieldName.startsWith(name) && fieldName.indexOf('.', name.length()) == name.length() && fieldName.lastIndexOf('.', fieldName.indexOf(':')) == name.length();
    }

    static synchronized String nameOf(int field) {
        return fieldNames[field];
    }
}
