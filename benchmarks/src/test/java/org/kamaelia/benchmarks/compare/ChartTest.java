package org.kamaelia.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

@DisplayName("A chart")
class ChartTest {
    private static final int[] CONNECTIONS = {1, 8, 64, 512};

    private static Chart chart() {
        return new Chart("Cost & <use>", "by hand", "of this machine", "requests", CONNECTIONS, true);
    }

    private static Document read(Chart chart) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(chart.toSvg())));
    }

    @Test
    @DisplayName("is well-formed XML whatever its titles are, and names lines, axes and numbers of connections")
    void document() throws Exception {
        Document document = read(chart().line("ours", 1, 2, 3, 4).line("a < b", 4, 3, 2, 1));
        assertThat(document.getDocumentElement().getTextContent())
                .contains(
                        "Cost & <use>",
                        "by hand",
                        "of this machine",
                        "requests",
                        "connections",
                        "512",
                        "ours",
                        "a < b");
    }

    @Test
    @DisplayName("has points that are as far apart as the numbers of connections are multiples of each other")
    void logarithmic() throws Exception {
        String[] points = points(read(chart().line("ours", 0, 50, 100, 25)));
        double[] x = new double[points.length];
        double[] y = new double[points.length];
        for (int i = 0; i < points.length; i++) {
            x[i] = Double.parseDouble(points[i].split(",")[0]);
            y[i] = Double.parseDouble(points[i].split(",")[1]);
        }
        assertThat(x[1] - x[0]).isCloseTo(x[3] - x[2], org.assertj.core.data.Offset.offset(0.2));
        assertThat(y[0] - y[2]).isCloseTo(2 * (y[0] - y[1]), org.assertj.core.data.Offset.offset(0.2));
        assertThat(y[2]).isLessThan(y[3]);
    }

    private static String[] points(Document document) {
        NodeList lines = document.getElementsByTagName("polyline");
        assertThat(lines.getLength()).isOne();
        return ((Element) lines.item(0)).getAttribute("points").split(" ");
    }

    @Test
    @DisplayName("writes names beside the ends of their lines, never over each other")
    void names() throws Exception {
        Document document = read(chart().line("one", 1, 1, 1, 10).line("two", 1, 1, 1, 10));
        NodeList texts = document.getElementsByTagName("text");
        double one = 0;
        double two = 0;
        for (int i = 0; i < texts.getLength(); i++) {
            Element text = (Element) texts.item(i);
            double y = Double.parseDouble(text.getAttribute("y"));
            one = text.getTextContent().equals("one") ? y : one;
            two = text.getTextContent().equals("two") ? y : two;
        }
        assertThat(two - one).isGreaterThanOrEqualTo(16);
    }

    @Test
    @DisplayName("takes a line only with a value for each number of connections")
    void wrongLine() {
        assertThatThrownBy(() -> chart().line("short", 1, 2)).hasMessageContaining("2 values for 4");
    }
}
