package org.kamaelia.sample;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.content.ContentDisposition;
import org.kamaelia.http.spring.test.AutoConfigureKamaeliaTest;
import org.kamaelia.http.spring.test.KamaeliaTestClient;
import org.kamaelia.http.spring.test.KamaeliaTestEvent;
import org.kamaelia.http.spring.test.KamaeliaTestEvents;
import org.kamaelia.http.spring.test.KamaeliaTestPart;
import org.kamaelia.http.spring.test.KamaeliaTestResponse;
import org.kamaelia.http.spring.test.KamaeliaTransport;
import org.kamaelia.http.spring.test.LocalKamaeliaClient;
import org.kamaelia.sample.OrderDesk.NewOrder;
import org.kamaelia.sample.Orders.Order;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@SpringBootTest(properties = "desk.password=secret")
@AutoConfigureKamaeliaTest(transport = KamaeliaTransport.IN_MEMORY)
@DisplayName("The order desk")
class OrderDeskTest {
    private static final ParameterizedTypeReference<List<Order>> ORDERS = new ParameterizedTypeReference<>() {};
    private static final String LOGIN = login("desk:secret");

    @TempDir
    static Path documents;

    @LocalKamaeliaClient("public")
    KamaeliaTestClient client;

    @LocalKamaeliaClient("admin")
    KamaeliaTestClient admin;

    @DynamicPropertySource
    static void documents(DynamicPropertyRegistry properties) {
        properties.add("desk.documents", () -> documents.toString());
    }

    private static String login(String credentials) {
        return "Authorization: Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8));
    }

    private Order placed(String article, int count) {
        KamaeliaTestResponse response = client.postJson("/api/orders", new NewOrder(article, count), LOGIN);
        assertThat(response.status()).as(response.toString()).isEqualTo(201);
        Order order = response.json(Order.class);
        assertThat(response.header("Location")).isEqualTo("/api/orders/" + order.id());
        return order;
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/orders", "/api/orders/1", "/api/nothing", "/api/placed"})
    @DisplayName("below /api/ only its user gets an answer")
    void onlyTheUserGetsAnAnswer(String path) {
        assertThat(client.get(path).status()).isEqualTo(401);
        KamaeliaTestResponse wrong = client.get(path, login("desk:wrong"));
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.header("WWW-Authenticate")).startsWith("Basic realm=\"orders\"");
    }

    @Test
    @DisplayName("pages of the shop may use it: preflight requests and errors have the fields of CORS")
    void pagesOfTheShopMayUseIt() {
        String shop = "Origin: https://shop.example";
        KamaeliaTestResponse preflight =
                client.exchange("OPTIONS", "/api/orders", new byte[0], shop, "Access-Control-Request-Method: POST");
        assertThat(preflight.status()).isEqualTo(204);
        assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo("https://shop.example");
        assertThat(preflight.header("Access-Control-Allow-Methods")).contains("POST");
        KamaeliaTestResponse error = client.get("/api/orders", shop);
        assertThat(error.status()).isEqualTo(401);
        assertThat(error.header("Access-Control-Allow-Origin")).isEqualTo("https://shop.example");
        assertThat(client.get("/api/orders", "Origin: https://evil.example").header("Access-Control-Allow-Origin"))
                .isNull();
    }

    @Test
    @DisplayName("an order is placed, found and removed")
    void ordersArePlacedFoundAndRemoved() {
        Order order = placed("Grüner Tee", 2);
        String path = "/api/orders/" + order.id();
        assertThat(client.get(path, LOGIN).json(Order.class)).isEqualTo(order);
        assertThat(client.exchange("DELETE", path, new byte[0], LOGIN).status()).isEqualTo(204);
        assertThat(client.get(path, LOGIN).status()).isEqualTo(404);
        assertThat(client.get("/api/orders/first", LOGIN).body())
                .contains("The path variable id must be a whole number");
    }

    @Test
    @DisplayName("an order that is not valid gets 400 with all faults")
    void invalidOrdersAreRefused() {
        KamaeliaTestResponse response = client.postJson("/api/orders", new NewOrder(" ", 100), LOGIN);
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(response.body()).contains("#/article", "#/count");
    }

    @Test
    @DisplayName("orders are listed page by page; what does not fit is named")
    void ordersAreListedInPages() {
        String since = placed("first", 1).placed().toString();
        placed("second", 1);
        placed("third", 1);
        assertThat(client.get("/api/orders?size=2&page=1&since=" + since, LOGIN).json(ORDERS))
                .extracting(Order::article)
                .contains("third");
        assertThat(client.get("/api/orders", LOGIN).json(ORDERS)).hasSizeGreaterThanOrEqualTo(3);
        KamaeliaTestResponse wrong = client.get("/api/orders?size=1000&page=x&since=today", LOGIN);
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.json(Map.class).get("errors"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .hasSize(3);
    }

    @Test
    @DisplayName("a placed order is an event for everybody who listens")
    void placedOrdersAreEvents() {
        try (KamaeliaTestEvents events = client.events("/api/placed", LOGIN)) {
            Order order = placed("listened", 3);
            KamaeliaTestEvent event = events.next();
            while (!event.json(Order.class).equals(order)) {
                event = events.next();
            }
            assertThat(event.name()).isEqualTo("order");
        }
    }

    @Test
    @DisplayName("feedback is a form, checked like JSON")
    void feedbackIsAForm() {
        assertThat(client.postForm("/feedback", "name", "Ada", "mail", "ada@example.com", "text", "fine")
                        .body())
                .isEqualTo("Thank you, Ada\n");
        assertThat(client.postForm("/feedback", "mail", "no address").body())
                .contains("\"name\"", "\"mail\"", "\"text\"");
    }

    @Test
    @DisplayName("a document comes back as it was, with a name outside of ASCII")
    void documentsKeepTheirNames() {
        byte[] content = "content".repeat(10_000).getBytes(UTF_8);
        KamaeliaTestPart file = KamaeliaTestPart.file("file", "Übersicht €.pdf", "application/pdf", content);
        KamaeliaTestResponse stored = client.with(LOGIN).multipart("/api/documents", file);
        assertThat(stored.status()).as(stored.toString()).isEqualTo(201);
        KamaeliaTestResponse loaded =
                client.get("/api/documents/" + stored.json(Map.class).get("id"), LOGIN);
        assertThat(loaded.bytes()).isEqualTo(content);
        assertThat(ContentDisposition.parse(loaded.header("Content-Disposition")))
                .isEqualTo(ContentDisposition.attachment("Übersicht €.pdf"));
        assertThat(client.get("/api/documents/123e4567-e89b-12d3-a456-426614174000", LOGIN)
                        .status())
                .isEqualTo(404);
        assertThat(client.get("/api/documents/..%2f..%2fetc%2fpasswd", LOGIN).status())
                .isIn(400, 404);
    }

    @Test
    @DisplayName("actuator answers on its own server only")
    void actuatorHasItsOwnServer() {
        assertThat(admin.get("/actuator/health").status()).isEqualTo(200);
        assertThat(admin.get("/actuator/mappings").body()).contains("/api/documents/{id}");
        assertThat(client.get("/actuator/health").status()).isEqualTo(404);
        assertThat(admin.get("/feedback").status()).isEqualTo(404);
    }
}
