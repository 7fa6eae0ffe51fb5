package org.kamaelia.demo;

import java.util.Collections;
import java.util.Iterator;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.Handler;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.StatusException;
import org.kamaelia.http.syntax.Fields;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.context.annotation.Scope;
import org.springframework.stereotype.Component;

/**
 * The list of all parcels, or of all parcels with one {@code status}, as CSV (RFC 4180). The length of the list is not
 * known before its end, so the list is sent chunked, part by part. The trailer {@code Parcel-Count} has the number of
 * parcels. {@link PublicDesk} registers this handler.
 */
@Component
@Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
class Manifest extends Handler {
    private static final int PART = 4 * 1024;
    private static final String COLUMNS = "parcel,destination,grams,status,place\r\n";

    private final ParcelRegister register;
    private Iterator<String> lines = Collections.emptyIterator();
    private int count;

    Manifest(ParcelRegister register) {
        this.register = register;
    }

    @Override
    protected void start() {
        Predicate<Parcel> wanted = wanted(request().query());
        Stream<String> rows = register.all().stream().filter(wanted).map(this::row);
        lines = Stream.concat(Stream.of(COLUMNS), rows).iterator();
        begin(Response.ok("text/csv; charset=utf-8; header=present")
                .header("Cache-Control", "no-store")
                .header("Trailer", "Parcel-Count"));
    }

    private static Predicate<Parcel> wanted(@Nullable String query) {
        if (query == null) {
            return parcel -> true;
        }
        for (Parcel.Status status : Parcel.Status.values()) {
            if (query.equals("status=" + status.label())) {
                return parcel -> parcel.status() == status;
            }
        }
        throw new StatusException(400, "The status must be accepted, sorted, on-the-road or delivered");
    }

    @Override
    protected void step() {
        while (lines.hasNext() && outbox.hasRoom()) {
            outbox.send(ResponsePart.text(part()));
        }
        if (!lines.hasNext() && outbox.hasRoom()) {
            finish(Fields.builder().add("Parcel-Count", Integer.toString(count)).build());
        }
    }

    private String part() {
        StringBuilder part = new StringBuilder();
        while (lines.hasNext() && part.length() < PART) {
            part.append(lines.next());
        }
        return part.toString();
    }

    private String row(Parcel parcel) {
        count++;
        return parcel.id() + ',' + quoted(parcel.destination()) + ',' + parcel.grams() + ','
                + parcel.status().label() + ',' + quoted(parcel.place()) + "\r\n";
    }

    /**
     * A quoted field. Spreadsheets treat a field with some first characters as a formula; an apostrophe in front makes
     * it text.
     */
    static String quoted(String text) {
        boolean formula = !text.isEmpty() && "=+-@".indexOf(text.charAt(0)) >= 0;
        return '"' + (formula ? "'" : "") + text.replace("\"", "\"\"") + '"';
    }
}
