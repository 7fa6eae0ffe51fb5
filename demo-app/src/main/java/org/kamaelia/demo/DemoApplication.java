package org.kamaelia.demo;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The application of the parcel desk. */
@SpringBootApplication
@EnableScheduling
@EnableConfigurationProperties(DeskProperties.class)
public class DemoApplication {
    /** Starts the application. */
    public static void main(String[] args) {
        SpringApplication.run(DemoApplication.class, args);
    }
}
