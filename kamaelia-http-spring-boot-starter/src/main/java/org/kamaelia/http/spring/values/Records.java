package org.kamaelia.http.spring.values;

import java.util.List;
import java.util.function.BiFunction;
import org.kamaelia.http.AnswerException;
import org.kamaelia.http.ComponentCheck;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.Parameters;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.http.spring.values.Validation.Place;
import org.kamaelia.http.spring.values.Validation.Violation;

/**
 * Reads records from the variables of the path, the query and forms, and checks them with Bean Validation if the
 * application has a validator.
 *
 * <pre>{@code
 * record Contact(@NotBlank String name, @Email String mail, @Default("1") @Max(9) int seats) {}
 *
 * @Bean @HandlerPath(path = "/contacts", methods = "POST")
 * HandlerFactory contact(Records records, Contacts contacts) {
 *     return records.form(Contact.class, (request, contact) -> contacts.add(contact));
 * }
 * }</pre>
 *
 * <p>The types of components are those of {@link org.kamaelia.http.RequestValue}, and Optional and List of these. A request
 * gets 400 with problem details that name all its values that are missing, do not fit or are not valid. Immutable and
 * thread-safe.
 */
public final class Records {
    /** The largest body of a form, in bytes. A form without files is small. */
    private static final int LARGEST_FORM = 64 * 1024;

    private final Validation validation;

    Records(Validation validation) {
        this.validation = validation;
    }

    /** Answers a form. May block. */
    @FunctionalInterface
    public interface FormHandler<R> {
        /** Returns the response to a request with this form. */
        Response handle(Request request, R form) throws Exception;
    }

    /**
     * The variables of the path and the parameters of the query as a record. A variable of the path precedes a parameter
     * of the same name.
     *
     * @throws AnswerException 400 with problem details, see above
     */
    public <R extends Record> R read(Request request, Class<R> type) {
        return valid(request.values(type, check(type)));
    }

    /**
     * Parameters as a record: those of a form, or the texts of a form with files ({@code form.parameters()}).
     *
     * @throws AnswerException 400 with problem details, see above
     */
    public <R extends Record> R read(Parameters parameters, Class<R> type) {
        return valid(parameters.into(type, check(type)));
    }

    /**
     * Reads a form ({@code application/x-www-form-urlencoded}, at most 64 KiB) as a record and responds, both on a thread
     * that may block. A body with another media type gets 415.
     */
    public <R extends Record> HandlerFactory form(Class<R> type, FormHandler<? super R> handler) {
        return HandlerFactory.blocking(LARGEST_FORM, (request, in, out) -> {
            Parameters form = Parameters.ofForm(request, in.readAllBytes());
            out.respond(handler.handle(request, read(form, type)));
        });
    }

    /** Reads a form as a record and responds at once. The function runs on the event loop and must not block. */
    public <R extends Record> HandlerFactory formOneShot(
            Class<R> type, BiFunction<? super Request, ? super R, Response> function) {
        return HandlerFactory.oneShot(
                LARGEST_FORM, (request, body) -> function.apply(request, read(Parameters.ofForm(request, body), type)));
    }

    private ComponentCheck check(Class<? extends Record> type) {
        return (component, value) -> validation.validate(type, component, value);
    }

    /** Checks what no component alone shows, such as that one date is before another. */
    private <R extends Record> R valid(R read) {
        List<Violation> violations = validation.validate(read);
        if (!violations.isEmpty()) {
            throw Violation.answer("The request has values that are not allowed.", violations, Place.PARAMETER);
        }
        return read;
    }
}
