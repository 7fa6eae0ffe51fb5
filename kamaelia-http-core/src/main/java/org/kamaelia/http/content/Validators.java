package org.kamaelia.http.content;

import org.jspecify.annotations.Nullable;
import org.kamaelia.http.Response;
import org.kamaelia.http.syntax.EntityTag;
import org.kamaelia.http.syntax.Fields;
import org.kamaelia.http.syntax.HttpDate;

/**
 * The validators of a representation, which tell one state of a resource from another (RFC 9110 section 8.8).
 *
 * @param exists whether there is a current representation at all
 * @param tag its entity tag; null if it has none
 * @param modified when it was last modified, in seconds since 1970; {@link HttpDate#NONE} if that is not known
 */
public record Validators(boolean exists, @Nullable EntityTag tag, long modified) {
    /** Nothing is there: what a PUT with {@code If-None-Match: *} wants to find. */
    public static final Validators ABSENT = new Validators(false, null, HttpDate.NONE);

    /** The validators of a representation that exists. */
    public static Validators of(@Nullable EntityTag tag, long modified) {
        return new Validators(true, tag, modified);
    }

    /** The validators that a response carries in ETag and Last-Modified; malformed ones are ignored. */
    public static Validators of(Response response) {
        Fields fields = response.fields();
        String tag = fields.first("ETag");
        String modified = fields.first("Last-Modified");
        return of(
                tag == null ? null : EntityTag.parse(tag),
                modified == null ? HttpDate.NONE : HttpDate.parse(modified, clock()));
    }

    /** A response with these validators in ETag and Last-Modified, which is never in the future (section 8.8.2.1). */
    public Response on(Response response) {
        Response with = tag == null ? response : response.replaceHeader("ETag", tag.toString());
        return modified == HttpDate.NONE
                ? with
                : with.replaceHeader("Last-Modified", HttpDate.format(Math.min(modified, clock())));
    }

    /** Seconds since 1970. */
    static long clock() {
        return Math.floorDiv(System.currentTimeMillis(), 1_000L);
    }
}
