package org.kamaelia.sample;

import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.kamaelia.http.Default;
import org.kamaelia.http.HandlerFactory;
import org.kamaelia.http.HttpFilter;
import org.kamaelia.http.Response;
import org.kamaelia.http.StatusException;
import org.kamaelia.http.content.ContentDisposition;
import org.kamaelia.http.content.EventStream;
import org.kamaelia.http.content.Form.Upload;
import org.kamaelia.http.content.Forms;
import org.kamaelia.http.filter.BasicAuthentication;
import org.kamaelia.http.filter.Cors;
import org.kamaelia.http.spring.FilterPath;
import org.kamaelia.http.spring.HandlerPath;
import org.kamaelia.http.spring.json.Json;
import org.kamaelia.http.spring.values.Records;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;

/** A service for orders: authentication, CORS, JSON with validation, forms, files, events, pages and actuator. */
@SpringBootApplication(proxyBeanMethods = false)
public class OrderDesk {
    record NewOrder(
            @NotBlank @Size(max = 80) String article,
            @Min(1) @Max(99) int count) {}

    record Page(
            @Default("0") @Min(0) int page,
            @Default("20") @Min(1) @Max(100) int size,
            Optional<Instant> since) {}

    record Feedback(
            @NotBlank String name,
            @Email String mail,
            @Size(max = 1_000) String text) {}

    /** Starts the service. */
    public static void main(String[] args) {
        SpringApplication.run(OrderDesk.class, args);
    }

    @Bean
    @Order(1)
    @FilterPath(servers = "public")
    HttpFilter cors(@Value("${desk.origin}") String origin) {
        return Cors.of(origin).methods("GET", "POST", "DELETE").headers("Authorization", "Content-Type");
    }

    @Bean
    @Order(2)
    @FilterPath(path = "/api/", servers = "public")
    HttpFilter login(Users users) {
        return BasicAuthentication.blocking("orders", users::check); // on a thread of its own: a hash takes time
    }

    @Bean
    @HandlerPath(path = "/api/orders", methods = "GET", servers = "public")
    HandlerFactory list(Json json, Records records, Orders orders) {
        return json.blocking(request -> {
            Page page = records.read(request, Page.class);
            return orders.page(page.page(), page.size(), page.since().orElse(Instant.MIN));
        });
    }

    @Bean
    @HandlerPath(path = "/api/orders", methods = "POST", servers = "public")
    HandlerFactory add(Json json, Orders orders, EventStream placed) {
        return json.blocking(NewOrder.class, (request, wanted) -> {
            Orders.Order order = orders.add(wanted.article(), wanted.count());
            placed.publish(json.event("order", order));
            return json.response(order).status(201).header("Location", "/api/orders/" + order.id());
        });
    }

    @Bean
    @HandlerPath(path = "/api/orders/{id}", methods = "GET", servers = "public")
    HandlerFactory find(Json json, Orders orders) {
        return json.blocking(request -> Optional.ofNullable(
                        orders.find(request.pathValue("id").asLong().get()))
                .orElseThrow(() -> new StatusException(404, "There is no such order")));
    }

    @Bean
    @HandlerPath(path = "/api/orders/{id}", methods = "DELETE", servers = "public")
    HandlerFactory remove(Json json, Orders orders) {
        return json.blocking(request ->
                Response.of(orders.remove(request.pathValue("id").asLong().get()) ? 204 : 404));
    }

    @Bean
    @HandlerPath(path = "/api/placed", methods = "GET", servers = "public")
    EventStream placed() {
        return EventStream.with(EventStream.Settings.defaults());
    }

    @Bean
    @HandlerPath(path = "/feedback", methods = "POST", servers = "public")
    HandlerFactory feedback(Records records) {
        return records.form(
                Feedback.class, (request, feedback) -> Response.text("Thank you, " + feedback.name() + "\n"));
    }

    @Bean
    @HandlerPath(path = "/api/documents", methods = "POST", servers = "public")
    HandlerFactory upload(Json json, @Value("${desk.documents}") Path documents) throws IOException {
        Files.createDirectories(documents);
        return Forms.into(Forms.Limits.of(10_000_000, documents), (request, form) -> {
            Upload file = form.upload("file");
            if (file == null) {
                throw new StatusException(400, "The field \"file\" is missing");
            }
            UUID id = UUID.randomUUID();
            Files.move(file.file(), documents.resolve(id.toString()));
            Files.writeString(
                    documents.resolve(id + ".name"), String.valueOf(file.part().filename()));
            return json.response(Map.of("id", id, "size", file.size())).status(201);
        });
    }

    @Bean
    @HandlerPath(path = "/api/documents/{id}", methods = "GET", servers = "public")
    HandlerFactory download(@Value("${desk.documents}") Path documents) {
        return HandlerFactory.blocking((request, in, out) -> {
            Path file = documents.resolve(request.pathValue("id").asUuid().get().toString());
            if (!Files.exists(file)) {
                throw new StatusException(404, "There is no such document");
            }
            String name = Files.readString(documents.resolve(file.getFileName() + ".name"));
            Response head = Response.ok("application/octet-stream").length(Files.size(file));
            out.begin(ContentDisposition.attachment(name).on(head));
            Files.copy(file, out);
        });
    }
}
