package org.kamaelia.http.exchange;

import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.ResponsePart;
import org.kamaelia.http.syntax.Fields;

/** A response that is held to what its first part promised, for tests of what carries it. */
public final class Promised {
    private final ResponsePromise promise;
    private final HttpCounters counters;
    private final Request.Origin connection;
    private final Answer answer;

    /** How a part of the response ended. */
    public enum Outcome {
        GOES_ON,
        IS_DONE,
        IS_BROKEN
    }

    public Promised(Carrier carrier, HttpCounters counters, Request.Origin connection) {
        this.promise = new ResponsePromise(carrier, counters);
        this.answer = new Answer();
        this.counters = counters;
        this.connection = connection;
    }

    public Outcome begin(Request request, Response response, Carrier carrier, long now) {
        answer.begin(counters, connection, request, now);
        boolean toHead = request.method().equals("HEAD");
        promise.begin(toHead);
        if (response.isInterim()) {
            carrier.interim(response, request);
            return Outcome.GOES_ON;
        }
        return told(promise.first(response, request, false, answer));
    }

    public Outcome data(ResponsePart.Data part) {
        return told(promise.data(part, answer));
    }

    public void trailers(Fields fields) {
        promise.trailers(fields);
    }

    public Outcome end() {
        return promise.end(answer) ? Outcome.IS_DONE : Outcome.IS_BROKEN;
    }

    private static Outcome told(ResponsePromise.Outcome outcome) {
        return switch (outcome) {
            case GOES_ON -> Outcome.GOES_ON;
            case DONE -> Outcome.IS_DONE;
            case BROKEN -> Outcome.IS_BROKEN;
        };
    }
}
