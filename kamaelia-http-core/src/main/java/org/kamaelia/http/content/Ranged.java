package org.kamaelia.http.content;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.HandlerFilter;
import org.kamaelia.http.Reply;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.StatusException;
import org.kamaelia.http.syntax.EntityTag;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.http.syntax.HttpDate;
import org.kamaelia.http.syntax.Ranges;

/**
 * Byte ranges (RFC 9110 section 14). Answers 206 with the part of a representation that a client asks for, 206 with
 * several parts as {@code multipart/byteranges}, or 416.
 *
 * <p>The Range field is honoured for GET with a 200 response, in the unit {@code bytes}, if If-Range allows it. The whole
 * representation is the answer to more than {@value Ranges#MOST} ranges, to ranges of which more than two overlap, and to
 * several ranges whose answer would have more than twice the bytes of the representation and more than {@value #SMALL}.
 *
 * <p>A handler that can send any part of its content asks {@link #select} what to send:
 * <pre>{@code
 * Ranged answer = Ranged.select(request, whole, length);
 * begin(answer.head());
 * for (Ranged.Part part : answer.parts()) {
 *     outbox.send(ResponsePart.of(part.before()));     // may be empty
 *     send(part.first(), part.length());
 * }
 * outbox.send(ResponsePart.of(answer.end()));          // may be empty
 * }</pre>
 */
public final class Ranged {
    /** An answer of at most so many bytes may be larger than twice the representation. */
    static final int SMALL = 1_024;

    private static final byte[] NOTHING = {};

    private final Response head;
    private final List<Part> parts;
    private final byte[] end;

    private Ranged(Response head, List<Part> parts, byte[] end) {
        this.head = head;
        this.parts = parts;
        this.end = end;
    }

    /**
     * A part of the representation to be sent.
     *
     * @param before bytes to be sent before the part; empty unless there are several parts
     * @param first the first byte of the part, counted from 0
     * @param length bytes of the part, at least 1 unless it is the whole of an empty representation
     */
    public record Part(byte[] before, long first, long length) {}

    /** Whether a request has a Range field that is honoured. If not, {@link #select} selects the whole. */
    public static boolean isAsked(Request request) {
        return request.method().equals("GET") && request.fields().contains("Range");
    }

    /**
     * What to send of a representation.
     *
     * @param whole the response with the whole representation: its status, fields and validators; its body is ignored
     * @param length bytes of the representation
     * @throws StatusException 416 with Content-Range if none of the ranges lies within the representation
     */
    public static Ranged select(Request request, Response whole, long length) {
        Response head = withAcceptRanges(whole);
        if (!isAsked(request) || whole.status() != 200) {
            return whole(head, length);
        }
        return select(request.fields(), head, length, Validators.clock());
    }

    private static Response withAcceptRanges(Response whole) {
        return whole.status() != 200 || whole.fields().contains("Accept-Ranges")
                ? whole
                : whole.header("Accept-Ranges", "bytes");
    }

    private static Ranged select(Fields request, Response whole, long length, long now) {
        String condition = request.joined("If-Range");
        if (condition != null && !isCurrent(condition, Validators.of(whole), now)) {
            return whole(whole, length);
        }
        Ranges ranges = Ranges.of(Objects.requireNonNull(request.joined("Range")), length);
        return switch (ranges.kind()) {
            case IGNORED -> whole(whole, length);
            case UNSATISFIABLE ->
                throw new StatusException(416, "The resource has " + length + " bytes")
                        .header("Content-Range", "bytes */" + length);
            case SATISFIABLE ->
                ranges.list().size() == 1
                        ? single(whole, ranges.list().get(0), length)
                        : several(whole, ranges.list(), length);
        };
    }

    /**
     * Whether If-Range holds (RFC 9110 section 13.1.5): the tag is the same and both are strong, or the date is exactly
     * that of the last modification.
     *
     * @param condition the value of the field
     * @param now seconds since 1970; a date of this very second is a weak validator, since the resource may change once
     *     more before the second is over (section 8.8.2.2)
     */
    static boolean isCurrent(String condition, Validators current, long now) {
        EntityTag tag = EntityTag.parse(condition);
        if (tag != null) {
            return current.tag() != null && tag.isStrongly(current.tag());
        }
        long date = HttpDate.parse(condition, now);
        return date != HttpDate.NONE && date == current.modified() && now - date >= 1;
    }

    private static Ranged whole(Response head, long length) {
        return new Ranged(head.streamed().length(length), List.of(new Part(NOTHING, 0, length)), NOTHING);
    }

    private static String contentRange(Ranges.Range range, long length) {
        return "bytes " + range.first() + '-' + range.last() + '/' + length;
    }

    private static Ranged single(Response whole, Ranges.Range range, long length) {
        Response head = whole.streamed()
                .status(206)
                .replaceHeader("Content-Range", contentRange(range, length))
                .length(range.length());
        return new Ranged(head, List.of(new Part(NOTHING, range.first(), range.length())), NOTHING);
    }

    /** The parts have the Content-Type of the representation, and the head has it no longer (RFC 9110 15.3.7.2). */
    private static Ranged several(Response whole, List<Ranges.Range> ranges, long length) {
        String boundary = UUID.randomUUID().toString();
        String type = line(whole, "Content-Type") + line(whole, "Content-Encoding");
        List<Part> parts = new ArrayList<>(ranges.size());
        long total = 0;
        for (Ranges.Range range : ranges) {
            String before = (parts.isEmpty() ? "--" : "\r\n--") + boundary + "\r\n"
                    + type
                    + "Content-Range: " + contentRange(range, length) + "\r\n\r\n";
            parts.add(new Part(before.getBytes(ISO_8859_1), range.first(), range.length()));
            total += before.length() + range.length();
        }
        byte[] end = ("\r\n--" + boundary + "--\r\n").getBytes(ISO_8859_1);
        total += end.length;
        if (total > SMALL && total / 2 > length) {
            return whole(whole, length);
        }
        Response head = whole.streamed()
                .status(206)
                .removeHeader("Content-Encoding")
                .replaceHeader("Content-Type", "multipart/byteranges; boundary=" + boundary)
                .length(total);
        return new Ranged(head, parts, end);
    }

    /** A field line of a part, if the whole has that field. Ranges count the octets of the coded representation. */
    private static String line(Response whole, String name) {
        String value = whole.fields().joined(name);
        return value == null ? "" : name + ": " + value + "\r\n";
    }

    /** The first part of the response: 200 or 206, with the length of all that follows. */
    public Response head() {
        return head;
    }

    /** What to send of the representation, in this order. */
    public List<Part> parts() {
        return parts;
    }

    /** Bytes to be sent behind the last part; empty unless there are several. */
    public byte[] end() {
        return end;
    }

    /**
     * Makes the complete 200 responses of a handler honour Range, and adds Accept-Ranges to them. Responses in parts are
     * passed on as they are, since their data cannot be read twice.
     */
    public static HandlerFactory around(HandlerFactory factory) {
        return factory.around((inner, request) -> {
            Reply reply = inner.reply(request);
            if (!Conditional.isRead(request)) {
                return reply;
            }
            return reply instanceof Response whole && !isAsked(request) ? withAcceptRanges(whole) : new Filter(reply);
        });
    }

    /** Looks at the first part of a response and replaces it if it is complete. */
    private static final class Filter extends HandlerFilter {
        private @Nullable Ranged answer;
        private @Nullable ByteBuffer content;
        private int next;

        Filter(Reply behind) {
            super(behind);
        }

        @Override
        protected void part(ResponsePart part) {
            boolean whole = part instanceof Response response && response.isComplete() && response.status() == 200;
            if (!whole) {
                outbox.send(part);
                return;
            }
            Response response = (Response) part;
            if (!isAsked(request())) {
                respond(withAcceptRanges(response));
                return;
            }
            content = Objects.requireNonNull(response.body());
            answer = select(request(), response, content.remaining());
            begin(answer.head());
        }

        @Override
        protected boolean work() throws Exception {
            Ranged selected = answer;
            if (selected == null) {
                return super.work();
            }
            if (next == 2 * selected.parts.size()) {
                outbox.send(ResponsePart.of(selected.end));
                finish();
                return false;
            }
            Part part = selected.parts.get(next / 2);
            outbox.send(next % 2 == 0 ? ResponsePart.of(part.before) : ResponsePart.of(slice(part)));
            next++;
            return true;
        }

        private ByteBuffer slice(Part part) {
            ByteBuffer all = Objects.requireNonNull(content);
            return all.slice(all.position() + (int) part.first, (int) part.length);
        }
    }
}
