package org.kamaelia.benchmarks.conformance;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.protocol.Fields;

/** GET and HEAD {@code /}: two letters with validators, so that a client can make its request conditional. */
final class RootPage {
    static final String TAG = "\"ok-1\"";
    static final Instant MODIFIED = Instant.parse("2026-01-01T00:00:00Z");

    private static final Response PAGE = validated(Response.text("OK"));
    private static final Response NOT_MODIFIED = validated(Response.of(304));
    private static final Response FAILED =
            validated(Response.text("Precondition failed\n").status(412));

    private RootPage() {}

    private static Response validated(Response response) {
        return response.header("ETag", TAG).header("Last-Modified", HttpDate.format(MODIFIED));
    }

    /** The preconditions in the order of RFC 9110 section 13.2.2. */
    static Response answer(Request request) {
        Fields fields = request.fields();
        String match = fields.joined("If-Match");
        Instant unmodifiedSince = date(fields.first("If-Unmodified-Since"));
        if (match != null ? !EntityTags.matches(match, TAG, false) : isBefore(unmodifiedSince)) {
            return FAILED;
        }
        String noneMatch = fields.joined("If-None-Match");
        Instant modifiedSince = date(fields.first("If-Modified-Since"));
        if (noneMatch != null ? EntityTags.matches(noneMatch, TAG, true) : isReached(modifiedSince)) {
            return NOT_MODIFIED;
        }
        return PAGE;
    }

    private static @Nullable Instant date(@Nullable String value) {
        return value == null ? null : HttpDate.parse(value);
    }

    /** Whether the page has changed after a moment; an unreadable date says nothing. */
    private static boolean isBefore(@Nullable Instant moment) {
        return moment != null && moment.isBefore(MODIFIED);
    }

    private static boolean isReached(@Nullable Instant moment) {
        return moment != null && !moment.isBefore(MODIFIED);
    }
}
