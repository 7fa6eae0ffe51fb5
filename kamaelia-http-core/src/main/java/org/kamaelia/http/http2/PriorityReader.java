package org.kamaelia.http.http2;

import org.kamaelia.http.syntax.Ascii;

/** Reads a dictionary of structured fields (RFC 9651 section 4.2.2) for the members of a priority (RFC 9218 section 4). */
final class PriorityReader {

    private static final int INTEGER_DIGITS = 15;
    private static final int FRACTION_DIGITS = 3;
    private static final int WHOLE_DIGITS = 12;

    /** The urgency of a response for which the client sends none. */
    static final int DEFAULT_URGENCY = 3;

    int urgency = DEFAULT_URGENCY;
    boolean incremental;

    private final byte[] octets;
    private final int to;
    private int at;
    private boolean wellFormed = true;

    // The item that was read last.
    private boolean isBoolean;
    private boolean isInteger;
    private long number;

    PriorityReader(byte[] octets, int from, int to) {
        this.octets = octets;
        this.at = from;
        this.to = to;
    }

    /** Reads the whole dictionary. Returns whether it is well-formed. */
    boolean read() {
        skip(' ');
        while (wellFormed && at < to) {
            member();
            blanks();
            if (at == to) {
                return wellFormed;
            }
            expect(',');
            blanks();
            if (at == to) {
                return false; // a comma at the end
            }
        }
        return wellFormed;
    }

    private void member() {
        int key = at;
        key();
        int keyLength = at - key;
        if (has('=')) {
            at++;
            itemOrList();
        } else {
            isTrue();
        }
        parameters();
        if (keyLength == 1 && octets[key] == 'u' && isInteger && number >= 0 && number <= 7) {
            urgency = (int) number;
        } else if (keyLength == 1 && octets[key] == 'u') {
            urgency = DEFAULT_URGENCY;
        } else if (keyLength == 1 && octets[key] == 'i') {
            incremental = isBoolean && number == 1;
        }
    }

    private void isTrue() {
        isBoolean = true;
        isInteger = false;
        number = 1;
    }

    private void itemOrList() {
        if (!has('(')) {
            item();
            return;
        }
        at++;
        skip(' ');
        while (wellFormed && !has(')')) {
            item();
            parameters();
            if (!has(')')) {
                expect(' ');
            }
            skip(' ');
        }
        expect(')');
        isBoolean = false;
        isInteger = false;
    }

    private void parameters() {
        boolean wasBoolean = isBoolean;
        boolean wasInteger = isInteger;
        long value = number;
        while (wellFormed && has(';')) {
            at++;
            skip(' ');
            key();
            if (has('=')) {
                at++;
                item();
            }
        }
        isBoolean = wasBoolean;
        isInteger = wasInteger;
        number = value;
    }

    private void key() {
        boolean first = at < to && (isLower(octets[at]) || octets[at] == '*');
        wellFormed &= first;
        while (at < to && isKey(octets[at])) {
            at++;
        }
    }

    private static boolean isLower(byte octet) {
        return octet >= 'a' && octet <= 'z';
    }

    private static boolean isKey(byte octet) {
        return isLower(octet) || Ascii.is(octet, Ascii.DIGIT) || "_-.*".indexOf(octet) >= 0;
    }

    private void item() {
        isBoolean = false;
        isInteger = false;
        if (at == to) {
            wellFormed = false;
            return;
        }
        byte first = octets[at];
        switch (first) {
            case '?' -> bool();
            case '"' -> string();
            case ':' -> binary();
            case '@' -> date();
            case '%' -> displayString();
            default -> {
                if (first == '-' || Ascii.is(first, Ascii.DIGIT)) {
                    number();
                } else {
                    token();
                }
            }
        }
    }

    private void bool() {
        at++;
        wellFormed &= has('0') || has('1');
        isBoolean = wellFormed;
        number = has('1') ? 1 : 0;
        at = Math.min(at + 1, to);
    }

    private void date() {
        at++;
        number();
        wellFormed &= isInteger;
        isInteger = false;
    }

    private void number() {
        boolean negative = has('-');
        if (negative) {
            at++;
        }
        int start = at;
        long digits = 0;
        while (at < to && Ascii.is(octets[at], Ascii.DIGIT) && at - start < INTEGER_DIGITS + 1) {
            digits = digits * 10 + octets[at++] - '0';
        }
        int whole = at - start;
        isInteger = !has('.');
        wellFormed &= whole > 0 && whole <= (isInteger ? INTEGER_DIGITS : WHOLE_DIGITS);
        if (!isInteger) {
            int point = at++;
            while (at < to && Ascii.is(octets[at], Ascii.DIGIT)) {
                at++;
            }
            wellFormed &= at - point > 1 && at - point <= FRACTION_DIGITS + 1;
        }
        number = negative ? -digits : digits;
    }

    private void string() {
        at++;
        while (at < to && octets[at] != '"') {
            if (octets[at] == '\\') {
                at++;
                wellFormed &= has('"') || has('\\');
            }
            wellFormed &= at < to && octets[at] >= ' ' && octets[at] < 0x7f;
            at = Math.min(at + 1, to);
        }
        expect('"');
    }

    private void displayString() {
        at++;
        wellFormed &= has('"');
        string();
    }

    private void binary() {
        at++;
        while (at < to && octets[at] != ':') {
            byte octet = octets[at++];
            wellFormed &= Ascii.is((byte) (octet | 0x20), Ascii.TOKEN) || "+/=".indexOf(octet) >= 0;
        }
        expect(':');
    }

    private void token() {
        byte first = octets[at];
        int lower = first | 0x20;
        wellFormed &= lower >= 'a' && lower <= 'z' || first == '*';
        while (at < to && (Ascii.is(octets[at], Ascii.TOKEN) || has(':') || has('/'))) {
            at++;
        }
    }

    private boolean has(char octet) {
        return at < to && octets[at] == octet;
    }

    private void expect(char octet) {
        wellFormed &= has(octet);
        at = Math.min(at + 1, to);
    }

    private void skip(char octet) {
        while (has(octet)) {
            at++;
        }
    }

    private void blanks() {
        while (at < to && Ascii.isBlank(octets[at])) {
            at++;
        }
    }
}
