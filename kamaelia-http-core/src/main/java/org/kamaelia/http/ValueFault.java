package org.kamaelia.http;

import java.util.List;

/**
 * A value of a request that is missing or does not fit.
 *
 * @param name the name of the parameter
 * @param detail a sentence for the client
 */
record ValueFault(String name, String detail) {
    /** The most faults that one response lists. */
    private static final int MOST = 32;

    private static final int LONGEST_SHOWN = 64;

    static ValueFault of(String name, String endOfSentence) {
        return new ValueFault(name, name + ": " + endOfSentence);
    }

    static ValueFault missing(RequestValue value) {
        return new ValueFault(value.name(), value.title() + " is missing.");
    }

    static ValueFault repeated(RequestValue value) {
        return new ValueFault(
                value.name(), value.title() + " is given " + value.given().size() + " times.");
    }

    static ValueFault unfit(RequestValue value, String expected, String given) {
        return new ValueFault(
                value.name(), value.title() + " must be " + expected + ", not \"" + shortened(given) + "\".");
    }

    private static String shortened(String text) {
        if (text.length() <= LONGEST_SHOWN) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(LONGEST_SHOWN - 1)) ? LONGEST_SHOWN - 1 : LONGEST_SHOWN;
        return text.substring(0, end) + "...";
    }

    AnswerException answer() {
        return answer(List.of(this));
    }

    /** 400 with problem details that name every parameter at fault. */
    static AnswerException answer(List<ValueFault> faults) {
        Problem problem = Problem.of(400)
                .detail(
                        faults.size() == 1
                                ? faults.get(0).detail
                                : faults.size() + " values of the request are missing or do not fit.");
        for (ValueFault fault : faults.subList(0, Math.min(MOST, faults.size()))) {
            problem = problem.error(fault.detail, "parameter", fault.name);
        }
        return new AnswerException(problem);
    }
}
