package org.kamaelia.http.http2;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Scheduler;
import org.kamaelia.http.CloseReason;
import org.kamaelia.http.Request;
import org.kamaelia.http.exchange.Http2Counters;
import org.kamaelia.http.exchange.Http2Settings;
import org.kamaelia.http.exchange.RequestEvent;
import org.kamaelia.http.exchange.RequestMaker;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.http.syntax.Refusal;
import org.kamaelia.net.loop.IoBuffer;

/**
 * Handles the frames of the client: what each frame does to its stream and to the connection. Counts the frames that are of
 * no use, so that no flood of them is possible. Used on the event loop of the connection.
 */
final class ClientFrames {
    /** Data in pieces below this size is copied while more than {@link #FEW} streams are open. */
    private static final int FEW = 4;

    /** The connection, as far as its frames need it. */
    interface Connection {
        /** Ends the connection because of a fault of the client. */
        void fault(Http2Fault fault);

        /** Whether a new stream may be opened; not when the client has been told that the server leaves. */
        boolean accepts(int stream);

        /** The client sends no more requests. */
        void clientLeaves();

        /** The client has acknowledged the settings of the server. */
        void settingsAcknowledged();

        /** The client has answered a PING. */
        void pong(long opaque);
    }

    private final Connection connection;
    private final Scheduler clock;
    private final Http2Session session;
    private final Http2Settings settings;
    private final Streams streams;
    private final FrameOutput out;
    private final RequestMaker requests;
    private final Http2Counters counted;
    private final FrameReader reader;
    private final Frame frame;
    private boolean ended;

    // The current field block.
    private @Nullable Http2Stream trailersOf;
    private boolean isRequest;
    private @Nullable Http2Fault blockFault;

    ClientFrames(
            Connection connection,
            Scheduler clock,
            Http2Session session,
            Http2Settings settings,
            Streams streams,
            FrameOutput out,
            RequestMaker requests,
            Http2Counters counted) {
        this.connection = connection;
        this.clock = clock;
        this.session = session;
        this.settings = settings;
        this.streams = streams;
        this.out = out;
        this.requests = requests;
        this.counted = counted;
        this.reader = session.reader;
        this.frame = reader.frame();
    }

    /** Handles everything in a buffer, which the caller releases. */
    void read(IoBuffer buffer) {
        ByteBuffer bytes = buffer.bytes();
        while (!ended) {
            FrameEvent event = reader.read(bytes);
            if (event == FrameEvent.MORE) {
                return;
            }
            handle(event, buffer);
        }
    }

    /** Handles no further frames, because the connection ends. */
    void end() {
        ended = true;
    }

    private void handle(FrameEvent event, IoBuffer buffer) {
        switch (event) {
            case DATA -> data(buffer);
            case HEADERS -> headers();
            case FRAGMENT -> fragment(buffer.bytes());
            case HEADERS_END -> headersEnd();
            case RST_STREAM -> resetStream();
            case WINDOW_UPDATE -> windowUpdate();
            case SETTING -> setting();
            case SETTINGS_END -> answerControl(true);
            case SETTINGS_ACK -> connection.settingsAcknowledged();
            case PING -> answerControl(false);
            case PING_ACK -> connection.pong(frame.opaque());
            case GOAWAY -> connection.clientLeaves();
            case PRIORITY_UPDATE -> priorityUpdate();
            case PRIORITY, UNKNOWN -> useless();
            case FAULT -> fault(reader.fault());
            default -> throw new IllegalStateException(event.toString());
        }
    }

    // Faults.

    private void fault(@Nullable Http2Fault fault) {
        if (fault == null) {
            return;
        }
        if (fault.scope() == Http2Fault.Scope.CONNECTION) {
            ended = true;
            connection.fault(fault);
        } else {
            resetStream(frame.stream(), fault.code());
        }
    }

    /** Ends a stream because of a fault of the client. Too many of them end the connection (CVE-2025-8671). */
    private void resetStream(int id, ErrorCode code) {
        Http2Stream open = streams.get(id);
        if (open != null) {
            streams.reset(open, code, CloseReason.REFUSED);
        } else if (streams.stateOf(id) == StreamState.IDLE) {
            fault(Http2Fault.STREAM_IDLE);
            return;
        } else {
            streams.refuse(id, code);
        }
        useReset();
    }

    private void useReset() {
        if (!session.resets.use(clock.now())) {
            fault(Http2Fault.FLOOD_OF_RESETS);
        }
    }

    /** Counts a frame that is of no use for a request. */
    private boolean useless() {
        if (session.controls.use(clock.now())) {
            return true;
        }
        fault(Http2Fault.FLOOD_OF_FRAMES);
        return false;
    }

    private boolean judge(StreamState.Verdict verdict) {
        switch (verdict) {
            case TAKE -> {
                return true;
            }
            case STREAM_CLOSED -> resetStream(frame.stream(), ErrorCode.STREAM_CLOSED);
            case CONNECTION_CLOSED -> fault(Http2Fault.CLOSED_STREAM);
            case FAULT -> fault(Http2Fault.STREAM_IDLE);
            default -> {
                // IGNORE: the client could not know that the stream has closed
            }
        }
        return false;
    }

    // DATA (RFC 9113 section 6.1).

    private void data(IoBuffer buffer) {
        session.receivable -= frame.counted();
        if (session.receivable < 0) {
            fault(Http2Fault.CONNECTION_WINDOW);
            return;
        }
        int octets = frame.end() - frame.start();
        if (octets > 0) {
            session.controls.earn(1);
        } else if (!frame.endStream() && !useless()) {
            return;
        }
        Http2Stream stream = streams.get(frame.stream());
        StreamState state = stream == null ? streams.stateOf(frame.stream()) : stream.state();
        if (stream == null || state.data() != StreamState.Verdict.TAKE) {
            streams.credit(frame.counted());
            judge(state.data());
            return;
        }
        if (!stream.input().count(frame.counted(), frame.padding())) {
            resetStream(frame.stream(), ErrorCode.FLOW_CONTROL_ERROR);
        } else if (!stream.input().expects(octets)
                || frame.endStream() && !stream.input().isWhole()) {
            resetStream(frame.stream(), Http2Fault.CONTENT_LENGTH_MISMATCH.code());
        } else {
            take(stream, buffer, octets);
        }
    }

    private void take(Http2Stream stream, IoBuffer buffer, int octets) {
        if (octets > 0) {
            buffer.retain();
            var chunk = new RequestEvent.Chunk(buffer.bytes().slice(frame.start(), octets), buffer);
            if (streams.size() > FEW) {
                chunk.detach(); // many slow handlers must not hold many large buffers
            }
            stream.data(chunk);
        }
        if (frame.endStream()) {
            stream.endInput(Fields.empty());
            streams.settle(stream);
        }
    }

    // HEADERS and CONTINUATION (sections 6.2 and 6.10).

    private void headers() {
        int id = frame.stream();
        Http2Stream open = streams.get(id);
        StreamState state = streams.stateOf(id);
        trailersOf = null;
        isRequest = false;
        blockFault = reader.fault();
        if (open != null && state.headers() == StreamState.Verdict.TAKE) {
            trailersOf = open;
            session.heads.beginTrailers();
            if (!frame.endStream()) {
                blockFault = Http2Fault.TRAILERS_WITHOUT_END;
            }
        } else if (state == StreamState.IDLE) {
            session.streams.used(id);
            isRequest = connection.accepts(id);
            session.heads.beginRequest(frame.endStream());
        } else {
            session.heads.beginIgnored();
            if (state == StreamState.FORGOTTEN) {
                fault(Http2Fault.STREAM_NUMBER);
            } else if (state.headers() == StreamState.Verdict.STREAM_CLOSED) {
                blockFault = Http2Fault.ENDED_STREAM; // the block must be decoded first
            } else {
                judge(state.headers());
            }
        }
    }

    private void fragment(ByteBuffer bytes) {
        fault(session.heads.fragment(bytes, frame.start(), frame.end()));
    }

    private void headersEnd() {
        Http2Fault found = session.heads.end();
        if (found != null && found.scope() == Http2Fault.Scope.CONNECTION) {
            fault(found);
            return;
        }
        Http2Fault first = blockFault != null ? blockFault : found;
        Http2Stream open = trailersOf;
        if (open != null) {
            trailers(open, first);
        } else if (isRequest) {
            request(first);
        } else if (blockFault != null) {
            fault(blockFault);
        }
    }

    private void trailers(Http2Stream stream, @Nullable Http2Fault wrong) {
        if (streams.get(stream.id()) != stream) {
            return;
        }
        if (wrong != null) {
            fault(wrong);
        } else if (!stream.input().isWhole()) {
            fault(Http2Fault.CONTENT_LENGTH_MISMATCH);
        } else {
            stream.endInput(session.heads.trailers());
            streams.settle(stream);
        }
    }

    private void request(@Nullable Http2Fault wrong) {
        int id = frame.stream();
        if (wrong != null && wrong.scope() == Http2Fault.Scope.STREAM) {
            fault(wrong);
        } else if (streams.size() >= settings.streams()) {
            resetStream(id, ErrorCode.REFUSED_STREAM); // section 5.1.2
        } else if (wrong != null) {
            Http2Stream stream = streams.open(id, Priority.defaults(), frame.endStream());
            Refusal refusal = wrong.refusal();
            stream.refuse(refusal.status(), refusal.reason(), session.heads.toHead());
        } else {
            Http2RequestHead head = session.heads.head();
            Http2Stream stream = streams.open(id, head.priority(), frame.endStream());
            stream.input().expect(head.contentLength());
            Request request = requests.make(head);
            streams.begin(stream, request);
        }
    }

    // The other frames.

    private void resetStream() {
        Http2Stream stream = streams.get(frame.stream());
        if (!judge(streams.stateOf(frame.stream()).reset())) {
            useless();
            return;
        }
        if (stream != null) {
            ErrorCode code = frame.code();
            counted.resetReceived(code == null ? Http2Counters.UNKNOWN_CODE : code.code());
            streams.resetByClient(stream);
            useReset(); // CVE-2023-44487
        }
    }

    private void windowUpdate() {
        if (!useless()) {
            return;
        }
        if (frame.stream() == 0) {
            if (!streams.widen(frame.value())) {
                fault(Http2Fault.CONNECTION_WINDOW_OVERFLOW);
            }
            return;
        }
        Http2Stream stream = streams.get(frame.stream());
        if (judge(streams.stateOf(frame.stream()).windowUpdate())
                && stream != null
                && !streams.widen(stream, frame.value())) {
            resetStream(frame.stream(), ErrorCode.FLOW_CONTROL_ERROR);
        }
    }

    private void setting() {
        int value = frame.value();
        switch (frame.id()) {
            case Setting.HEADER_TABLE_SIZE -> session.encoder.peerTableSize(value);
            case Setting.INITIAL_WINDOW_SIZE -> {
                if (!streams.initialWindow(value)) {
                    fault(Http2Fault.SETTINGS_WINDOW_OVERFLOW);
                }
            }
            case Setting.MAX_FRAME_SIZE -> out.maxFrame(value);
            default -> {
                // for servers that push, or without meaning for this one
            }
        }
    }

    private void answerControl(boolean isSettings) {
        if (!useless()) {
            return;
        }
        if (!out.hasRoomForControl()) {
            fault(Http2Fault.FLOOD_OF_FRAMES);
        } else if (isSettings) {
            out.settingsAck();
        } else {
            out.ping(true, frame.opaque());
        }
    }

    private void priorityUpdate() {
        Http2Stream stream = streams.get(frame.value());
        if (useless() && stream != null) {
            streams.prioritize(stream, frame.priority());
        }
    }
}
