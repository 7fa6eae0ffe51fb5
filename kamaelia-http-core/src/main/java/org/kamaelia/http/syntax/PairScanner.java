package org.kamaelia.http.syntax;

/**
 * Finds the pairs of a name and a value in a text, such as a query, a form or a Cookie line. Examines each character
 * once, whatever the text is.
 */
public final class PairScanner {
    private final CharSequence text;
    private final char separator;
    private int next;
    private int from;
    private int equals;
    private int end;

    /**
     * Makes a scanner that stands before the first pair.
     *
     * @param separator stands between two pairs, such as {@code &}
     */
    public PairScanner(CharSequence text, char separator) {
        this.text = text;
        this.separator = separator;
    }

    /** Moves to the next pair, which may be empty. Returns false if there is none. */
    public boolean next() {
        int length = text.length();
        if (next > length) {
            return false;
        }
        from = next;
        equals = -1;
        int i = from;
        for (; i < length; i++) {
            char c = text.charAt(i);
            if (c == separator) {
                break;
            }
            if (c == '=' && equals < 0) {
                equals = i;
            }
        }
        end = i;
        next = i + 1;
        return true;
    }

    /** The index at which the pair begins. */
    public int from() {
        return from;
    }

    /** The index of the first equals sign in the pair; -1 if there is none. */
    public int equals() {
        return equals;
    }

    /** The index behind the pair. */
    public int end() {
        return end;
    }
}
