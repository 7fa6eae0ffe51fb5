package org.kamaelia.peers.mvc;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * The work of the load tests on Spring MVC and Tomcat, the way an application is usually written: a controller with
 * annotations and Boot's defaults, but for the limits of 100 requests on a connection and of 8,192 connections.
 */
@SpringBootApplication
@RestController
public class Application {
    private static final byte[] PART = new byte[1024];

    record Message(String message) {}

    public static void main(String[] args) {
        SpringApplication.run(
                Application.class,
                "--server.port=" + args[0],
                "--server.tomcat.max-keep-alive-requests=-1",
                "--server.tomcat.max-connections=20000",
                "--server.tomcat.accept-count=1024");
    }

    @GetMapping(value = "/plaintext", produces = MediaType.TEXT_PLAIN_VALUE)
    String plaintext() {
        return "Hello, World!";
    }

    @GetMapping("/json")
    Message json() {
        return new Message("Hello, World!");
    }

    @GetMapping("/chunked")
    void chunked(HttpServletResponse response) throws IOException {
        response.setContentType(MediaType.TEXT_PLAIN_VALUE);
        OutputStream out = response.getOutputStream();
        for (int i = 0; i < 64; i++) {
            out.write(PART);
            out.flush();
        }
    }

    @PostMapping(value = "/echo", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    byte[] echo(@RequestBody byte[] body) {
        return body;
    }
}
