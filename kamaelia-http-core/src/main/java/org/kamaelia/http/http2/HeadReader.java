package org.kamaelia.http.http2;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.syntax.FieldLine;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.http.syntax.ParserLimits;

/**
 * Reads the field blocks of one connection: the heads of requests, and trailers. Every field block of the connection must
 * be read, also those of streams that are refused, because all of them change the dynamic table (RFC 9113 section 4.3).
 *
 * <pre>
 *   HEADERS      --> beginRequest, beginTrailers or beginIgnored
 *   FRAGMENT     --> fragment, any number of times
 *   HEADERS_END  --> end --> {@link #head()} or {@link #trailers()}, or a fault
 * </pre>
 *
 * <p>Between two blocks a reader holds the dynamic table and a small buffer. Not thread-safe.
 */
public final class HeadReader {

    private enum Kind {
        REQUEST,
        TRAILERS,
        IGNORED
    }

    /** A block that unpacks to so many times the largest list is an attack, and no request with too many cookies. */
    private static final int BOMB = 8;
    /** The most lists that may be too large, one after the other. Each of them costs the server a response. */
    private static final int TOO_LARGE_MAX = 100;

    private final ParserLimits limits;
    private final boolean extendedConnect;
    private final HpackDecoder decoder = new HpackDecoder(FieldSection.NONE);

    // Made for a block, and given up when the connection rests.
    private FieldSection section = FieldSection.NONE;
    private @Nullable RequestRules rules;

    private Kind kind = Kind.IGNORED;
    private boolean endsStream;
    private int tooLarge;
    private Fields trailers = Fields.empty();

    /**
     * Makes a reader for a new connection.
     *
     * @param limits the limits of the request line apply to {@code :path}, those of a header section to the fields
     * @param extendedConnect whether SETTINGS_ENABLE_CONNECT_PROTOCOL is 1 (RFC 8441 section 3)
     */
    public HeadReader(ParserLimits limits, boolean extendedConnect) {
        this.limits = limits;
        this.extendedConnect = extendedConnect;
    }

    /**
     * The most octets of a header section, counted as SETTINGS_MAX_HEADER_LIST_SIZE counts them: those of the limits for
     * the request line and the header section, and the overhead of the fields.
     */
    public static int headerList(ParserLimits limits) {
        return limits.requestLine() + limits.headerSection() + FieldSection.FIELD_OVERHEAD * limits.fields();
    }

    /**
     * Sets the capacity of the dynamic table that the client may choose, when the client has acknowledged
     * SETTINGS_HEADER_TABLE_SIZE. It is 4,096 before.
     *
     * @param octets 0 to 65,536
     */
    public void tableSizeAcknowledged(int octets) {
        decoder.acknowledged(octets);
    }

    /** Begins the head of a request. */
    public void beginRequest(boolean endStream) {
        begin(Kind.REQUEST, headerList(limits));
        endsStream = endStream;
    }

    /** Begins the trailers of a request. */
    public void beginTrailers() {
        begin(Kind.TRAILERS, limits.trailerSection() + FieldSection.FIELD_OVERHEAD * limits.fields());
    }

    /** Begins a block of which only the effect on the dynamic table counts. */
    public void beginIgnored() {
        begin(Kind.IGNORED, 0);
    }

    private void begin(Kind newKind, int maxList) {
        kind = newKind;
        if (section == FieldSection.NONE) {
            section = new FieldSection();
            decoder.into(section);
        }
        section.begin(maxList, limits.fields(), decoder.tableSize());
        decoder.begin();
    }

    /**
     * Reads a part of a block.
     *
     * @param in a buffer of any kind, read at absolute positions only
     * @return the fault, which ends the connection; null if there is none
     */
    public @Nullable Http2Fault fragment(ByteBuffer in, int from, int to) {
        Http2Fault fault = decoder.decode(in, from, to);
        boolean bomb = section.listSize() > BOMB * (long) headerList(limits);
        return fault == null && bomb ? Http2Fault.FIELD_LIST_SIZE : fault;
    }

    /** Ends a block. Returns the fault, which may be one of the connection, the stream or the request; null if none. */
    public @Nullable Http2Fault end() {
        Http2Fault fault = decoder.end();
        if (fault == null) {
            fault = switch (kind) {
                case REQUEST -> rules().make(section, endsStream);
                case TRAILERS -> readTrailers();
                case IGNORED -> null;
            };
            tooLarge = kind != Kind.IGNORED && section.overflow() ? tooLarge + 1 : 0;
            fault = tooLarge > TOO_LARGE_MAX ? Http2Fault.FIELD_LISTS : fault;
        }
        section.trim();
        return fault;
    }

    /** The head of the request. Valid after {@link #end()} until the next block begins. */
    public Http2RequestHead head() {
        return rules().head();
    }

    private RequestRules rules() {
        RequestRules made = rules;
        if (made == null) {
            made = new RequestRules(limits, extendedConnect);
            rules = made;
        }
        return made;
    }

    /** The trailers. Valid after {@link #end()} until the next block begins. */
    public Fields trailers() {
        return trailers;
    }

    /** Whether a request that was refused for its size or its number of fields began with the method HEAD. */
    public boolean toHead() {
        return section.overflow() ? section.toHead() : rules().head().method.equals("HEAD");
    }

    /** Gives up the head, the trailers and the memory that only the reading of a block needs. Called between two blocks. */
    void rest() {
        section = FieldSection.NONE;
        decoder.into(section);
        decoder.table().trim();
        rules = null;
        trailers = Fields.empty();
    }

    /** The memory of this reader in bytes. */
    public int held() {
        return section.held() + decoder.table().held();
    }

    private @Nullable Http2Fault readTrailers() {
        if (section.overflow()) {
            return Http2Fault.TRAILER_SECTION_SIZE;
        }
        long[] lines = new long[section.count()];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = section.line(i);
            Http2Fault fault = trailer(FieldLine.name(lines[i]), section.nameEnd(i), lines[i]);
            if (fault != null) {
                return fault;
            }
        }
        trailers = lines.length == 0 ? Fields.empty() : new Fields(section.exactOctets(), lines);
        return null;
    }

    private @Nullable Http2Fault trailer(int name, int nameEnd, long line) {
        byte[] octets = section.octets;
        if (name < nameEnd && octets[name] == ':') {
            return Http2Fault.PSEUDO_FIELD_IN_TRAILERS;
        }
        Http2Fault fault = LineRules.characters(octets, name, nameEnd, FieldLine.value(line), FieldLine.end(line));
        if (fault != null) {
            return fault;
        }
        boolean connection = LineRules.isConnectionField(octets, name, nameEnd);
        return connection ? Http2Fault.CONNECTION_FIELD : LineRules.trailer(octets, name, nameEnd);
    }
}
