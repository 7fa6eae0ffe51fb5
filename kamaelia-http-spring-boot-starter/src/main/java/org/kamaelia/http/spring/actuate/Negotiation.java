package org.kamaelia.http.spring.actuate;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.StatusException;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

/**
 * Selects the offered media type that a client prefers (RFC 9110 section 12.5.1). Among types of the same weight, the
 * type with the more precise range wins, then the type that the client names first, then the type that is offered
 * first.
 *
 * @param index the position of the selected type among the offered types
 * @param named whether the client named the type, or a range narrower than everything
 */
record Negotiation(int index, boolean named) {
    /** A range of the Accept field with its weight. */
    private record Range(MimeType type, double weight, int position) {
        private static final int EVERYTHING = 0;

        int precision() {
            if (type.isWildcardType()) {
                return EVERYTHING;
            }
            return type.isWildcardSubtype() ? 1 : 2;
        }

        boolean isBetterThan(@Nullable Range other) {
            if (other == null || weight != other.weight) {
                return other == null || weight > other.weight;
            }
            return precision() > other.precision() || precision() == other.precision() && position < other.position;
        }
    }

    /**
     * Selects a media type.
     *
     * @param offered at least one type, the preferred type first
     * @param accept the combined Accept field; null accepts everything
     * @throws StatusException 406 if the client accepts none of the types, or if Accept is malformed
     */
    static Negotiation choose(List<MimeType> offered, @Nullable String accept) {
        if (accept == null || accept.isBlank()) {
            return new Negotiation(0, false);
        }
        List<Range> ranges = ranges(accept);
        Range best = null;
        int index = -1;
        for (int i = 0; i < offered.size(); i++) {
            Range range = mostPrecise(ranges, offered.get(i));
            if (range != null && range.weight() > 0 && range.isBetterThan(best)) {
                best = range;
                index = i;
            }
        }
        if (best == null) {
            throw new StatusException(406, "The resource is available only as " + MimeTypeUtils.toString(offered));
        }
        return new Negotiation(index, best.precision() > Range.EVERYTHING);
    }

    private static List<Range> ranges(String accept) {
        try {
            List<MimeType> types = MimeTypeUtils.parseMimeTypes(accept);
            return java.util.stream.IntStream.range(0, types.size())
                    .mapToObj(i -> new Range(types.get(i), weight(types.get(i)), i))
                    .toList();
        } catch (InvalidMimeTypeException | NumberFormatException e) {
            throw new StatusException(406, "The field Accept is malformed");
        }
    }

    private static double weight(MimeType type) {
        String weight = type.getParameter("q");
        return weight == null ? 1 : Double.parseDouble(weight);
    }

    private static @Nullable Range mostPrecise(List<Range> ranges, MimeType type) {
        Range found = null;
        for (Range range : ranges) {
            if (range.type().includes(type) && (found == null || range.precision() > found.precision())) {
                found = range;
            }
        }
        return found;
    }
}
