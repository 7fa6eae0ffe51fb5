package org.kamaelia.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.demo.Client.framing;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@DeskTest
@DisplayName("The public desk")
class PublicDeskTest {
    @Autowired
    PublicClient client;

    @Autowired
    ParcelRegister register;

    @Autowired
    ScanFeed feed;

    @Test
    @DisplayName("serves its page, which may run only scripts of its own server")
    void servesAPageThatRunsOnlyItsOwnScripts() {
        HttpResponse<String> page = client.get("/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(framing(page)).isEqualTo("content-length");
        assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
        assertThat(page.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy)
                        .contains("default-src 'none';", "script-src 'self';")
                        .doesNotContain("unsafe"));
        assertThat(page.body()).contains("<title>Parcel desk</title>").doesNotContain("src=\"http", "href=\"http");
    }

    @Test
    @DisplayName("does not serve its page for an unknown path")
    void doesNotServeItsPageForAnUnknownPath() {
        assertThat(client.get("/no-such-thing").statusCode()).isEqualTo(404);
    }

    @Test
    @DisplayName("sends the place of a parcel, in JSON with a length")
    void sendsThePlaceOfAParcel() {
        Parcel parcel = register.all().iterator().next();
        HttpResponse<String> answer = client.get("/parcels/" + parcel.id());
        assertThat(framing(answer)).isEqualTo("content-length");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(answer.body())
                .contains("\"parcel\":\"" + parcel.id() + "\"", "\"destination\":\"" + parcel.destination() + "\"");
    }

    @Test
    @DisplayName("responds with 304 to a client that asks again, until the parcel has moved (RFC 9110, 13.1.2)")
    void respondsWith304UntilTheParcelHasMoved() {
        Parcel parcel = register.anyUnderWay();
        assertThat(parcel).isNotNull();
        String path = "/parcels/" + parcel.id();
        String tag = client.get(path).headers().firstValue("ETag").orElseThrow();
        HttpRequest again = client.to(path).header("If-None-Match", tag).build();
        assertThat(client.send(again).statusCode()).isEqualTo(304);
        register.scan(parcel.id(), "Bay 4");
        assertThat(client.send(again).statusCode()).isEqualTo(200);
        assertThat(client.send(again).headers().firstValue("ETag"))
                .hasValueSatisfying(now -> assertThat(now).isNotEqualTo(tag));
    }

    @Test
    @DisplayName("responds with 404 for an unknown parcel, and escapes its id")
    void respondsWith404ForAnUnknownParcelAndEscapesItsId() {
        HttpResponse<String> answer = client.send(client.to("/parcels/%3Cscript%3Ealert(1)%3C%2Fscript%3E")
                .header("Accept", "text/html")
                .build());
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("&lt;script&gt;").doesNotContain("<script>");
    }

    @Test
    @DisplayName("responds to a waiting client when the parcel is scanned")
    void respondsToAWaitingClientWhenTheParcelIsScanned() {
        Parcel parcel = register.all().iterator().next();
        CompletableFuture<HttpResponse<String>> waiting = client.sendAsync(
                client.to("/parcels/" + parcel.id() + "/next-scan").build());
        Awaitility.await().until(() -> {
            feed.publish(parcel);
            return waiting.isDone();
        });
        assertThat(framing(waiting.join())).isEqualTo("content-length");
        assertThat(waiting.join().body()).contains("\"parcel\":\"" + parcel.id() + "\"");
    }

    @Test
    @DisplayName("responds with 204 without a body if a parcel is not scanned for a while")
    void respondsWith204IfThereIsNoScan() {
        String parcel = register.all().iterator().next().id();
        HttpResponse<String> answer = client.get("/parcels/" + parcel + "/next-scan");
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(framing(answer)).isEqualTo("none");
    }
}
