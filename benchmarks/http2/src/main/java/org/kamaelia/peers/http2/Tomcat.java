package org.kamaelia.peers.http2;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http2.Http2Protocol;

/** Tomcat with servlets. */
final class Tomcat {
    private Tomcat() {}

    static void run(int port) throws IOException, LifecycleException {
        org.apache.catalina.startup.Tomcat tomcat = new org.apache.catalina.startup.Tomcat();
        tomcat.setBaseDir(Files.createTempDirectory("tomcat").toString());
        Connector connector = new Connector();
        connector.setPort(port);
        Http2Protocol two = new Http2Protocol();
        two.setOverheadDataThreshold(0); // otherwise it takes some of the load for an attack
        two.setOverheadWindowUpdateThreshold(0);
        connector.addUpgradeProtocol(two);
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", null);
        serve(context, "/plaintext", new Body(Main.PLAIN, Main.GREETING));
        serve(context, "/bytes/1m", new Body(Main.OCTETS, Main.MEGABYTE));
        serve(context, "/echo", new Echo());
        tomcat.start();
        tomcat.getServer().await();
    }

    private static void serve(Context context, String path, HttpServlet servlet) {
        org.apache.catalina.startup.Tomcat.addServlet(context, path, servlet);
        context.addServletMappingDecoded(path, path);
    }

    @SuppressWarnings("serial")
    private static final class Body extends HttpServlet {
        private final String type;
        private final byte[] octets;

        Body(String type, byte[] octets) {
            this.type = type;
            this.octets = octets;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType(type);
            response.setContentLength(octets.length);
            response.getOutputStream().write(octets);
        }
    }

    @SuppressWarnings("serial")
    private static final class Echo extends HttpServlet {
        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType(Main.OCTETS);
            request.getInputStream().transferTo(response.getOutputStream());
        }
    }
}
