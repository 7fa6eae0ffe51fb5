package org.kamaelia.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Lines over a number of connections, as an SVG that stands alone. The horizontal axis doubles where it is logarithmic;
 * the vertical one begins at 0.
 */
final class Chart {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 440;
    private static final int LEFT = 88;
    private static final int RIGHT = 140;
    private static final int TOP = 80;
    private static final int BOTTOM = 56;
    private static final int LABEL = 16;
    private static final String[] COLOURS = {"#0b66c3", "#c2410c", "#4d7c0f", "#7c3aed"};

    private final String title;
    private final String subtitle;
    private final String machine;
    private final String unit;
    private final int[] connections;
    private final boolean logarithmic;
    private final List<Line> lines = new ArrayList<>();

    /**
     * A chart without lines.
     *
     * @param machine where it was measured
     * @param unit what the vertical axis counts
     * @param connections where the lines have points, rising; from 1 on if the axis is logarithmic
     */
    Chart(String title, String subtitle, String machine, String unit, int[] connections, boolean logarithmic) {
        this.title = title;
        this.subtitle = subtitle;
        this.machine = machine;
        this.unit = unit;
        this.connections = connections.clone();
        this.logarithmic = logarithmic;
    }

    private record Line(String name, double[] values) {
        double last() {
            return values[values.length - 1];
        }
    }

    /** Adds a line with a value for each number of connections, at least 0. */
    Chart line(String name, double... values) {
        if (values.length != connections.length) {
            throw new IllegalArgumentException(
                    name + " has " + values.length + " values for " + connections.length + " numbers of connections");
        }
        lines.add(new Line(name, values.clone()));
        return this;
    }

    /** The chart as a document. */
    String toSvg() {
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %1$d %2$d\" width=\"%1$d\" height=\"%2$d\""
                        + " role=\"img\" font-family=\"system-ui, sans-serif\" font-size=\"13\" fill=\"#1f2933\">%n"
                        + "<title>%3$s</title>%n<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>%n",
                WIDTH,
                HEIGHT,
                escape(title)));
        text(svg, LEFT, 26, "start", "font-size=\"17\" font-weight=\"600\"", title);
        text(svg, LEFT, 46, "start", "fill=\"#52606d\"", subtitle);
        text(svg, LEFT, 63, "start", "fill=\"#52606d\" font-size=\"11\"", machine);
        double step = step();
        double top = step * Math.max(1, Math.ceil(largest() / step));
        horizontalGrid(svg, step, top);
        verticalMarks(svg);
        double[] labels = labels(top);
        for (int i = 0; i < lines.size(); i++) {
            draw(svg, lines.get(i), COLOURS[i % COLOURS.length], top, labels[i]);
        }
        return svg.append("</svg>\n").toString();
    }

    private void horizontalGrid(StringBuilder svg, double step, double top) {
        for (double value = 0; value <= top + step / 2; value += step) {
            double y = y(value, top);
            svg.append(String.format(
                    Locale.ROOT,
                    "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>%n",
                    LEFT,
                    WIDTH - RIGHT,
                    y,
                    y,
                    value == 0 ? "#52606d" : "#e1e6eb"));
            text(svg, LEFT - 8, y + 4, "end", "fill=\"#52606d\"", String.format(Locale.ROOT, "%,.0f", value));
        }
        double middle = (TOP + HEIGHT - BOTTOM) / 2.0;
        String turned = String.format(Locale.ROOT, "transform=\"rotate(-90 16 %.1f)\" fill=\"#52606d\"", middle);
        text(svg, 16, middle, "middle", turned, unit);
    }

    private void verticalMarks(StringBuilder svg) {
        for (int count : connections) {
            text(svg, x(count), HEIGHT - BOTTOM + 20, "middle", "fill=\"#52606d\"", String.format("%,d", count));
        }
        text(svg, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 12, "middle", "fill=\"#52606d\"", "connections");
    }

    private void draw(StringBuilder svg, Line line, String colour, double top, double label) {
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < connections.length; i++) {
            double x = x(connections[i]);
            double y = y(line.values[i], top);
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
            svg.append(String.format(
                    Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"/>%n", x, y, colour));
        }
        svg.append(String.format(
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n",
                points.toString().trim(), colour));
        text(svg, WIDTH - RIGHT + 12, label, "start", "font-weight=\"600\" fill=\"" + colour + "\"", line.name);
    }

    /** Where the names stand: beside the ends of their lines, but never over each other. */
    private double[] labels(double top) {
        double[] at = new double[lines.size()];
        List<Line> fromTop = new ArrayList<>(lines);
        fromTop.sort((one, other) -> Double.compare(other.last(), one.last()));
        double free = 0;
        for (Line line : fromTop) {
            double wanted = Math.max(y(line.last(), top) + 4, free);
            at[lines.indexOf(line)] = wanted;
            free = wanted + LABEL;
        }
        return at;
    }

    private double x(int count) {
        double first = scaled(connections[0]);
        double last = scaled(connections[connections.length - 1]);
        return LEFT + 16 + (WIDTH - LEFT - RIGHT - 24) * (scaled(count) - first) / (last - first);
    }

    private double scaled(int count) {
        return logarithmic ? Math.log(count) : count;
    }

    private static double y(double value, double top) {
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top;
    }

    private double largest() {
        return lines.stream()
                .flatMapToDouble(line -> java.util.Arrays.stream(line.values))
                .max()
                .orElse(0);
    }

    /** 1, 2 or 5 times a power of ten, so that there are four to ten lines across. */
    private double step() {
        double rough = Math.max(largest(), 1) / 5;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double factor = rough / power;
        return power * (factor < 1.5 ? 1 : factor < 3.5 ? 2 : factor < 7.5 ? 5 : 10);
    }

    private static void text(StringBuilder svg, double x, double y, String anchor, String more, String text) {
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" %s>%s</text>%n",
                x,
                y,
                anchor,
                more,
                escape(text)));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
