package rr.runtime.races;

import java.lang.ref.WeakReference;

/** What is known of one object: its cells, and what it stands for as a means of synchronisation. */
public final class Shadow extends WeakReference<Object> {
    int hash;
    Shadow next;
    Sync sync;
    /** Of an array: the number of the field through which it was reached, 0: unknown. */
    int origin;
    /** Of an array that races: all its elements count as one volatile. */
    boolean ordered;
    private Cell first;
    /** Of an array: cells by index, in pieces. */
    private Cell[][] elements;

    private static final int PIECE_SHIFT = 6;
    private static final int PIECE = 1 << PIECE_SHIFT;

    Shadow(Object o, int hash, Shadow next) {
        super(o);
        this.hash = hash;
        this.next = next;
    }

    /** The cell of a field. */
    Cell field(int number) {
        for (Cell cell = first; cell != null; cell = cell.next) {
            if (cell.key == number) {
                return cell;
            }
        }
        first = new Cell(number, first);
        return first;
    }

    /** The cell of an element. */
    Cell element(int index, int length) {
        if (elements == null) {
            elements = new Cell[(length + PIECE - 1) >>> PIECE_SHIFT][];
        }
        int piece = index >>> PIECE_SHIFT;
        if (elements[piece] == null) {
            elements[piece] = new Cell[Math.min(PIECE, length - (piece << PIECE_SHIFT))];
        }
        int place = index & PIECE - 1;
        if (elements[piece][place] == null) {
            elements[piece][place] = new Cell(index, null);
        }
        return elements[piece][place];
    }

    Sync sync() {
        if (sync == null) {
            sync = new Sync();
        }
        return sync;
    }
}
