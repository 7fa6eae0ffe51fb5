package org.kamaelia.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.demo.Client.framing;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@DeskTest
@DisplayName("The staff's desk")
class AdminDeskTest {
    @Autowired
    PublicClient customer;

    @Autowired
    AdminClient staff;

    @Autowired
    ParcelRegister register;

    private HttpResponse<String> scan(String parcel, String place) {
        return staff.postJson("/scans", "{\"parcel\":\"" + parcel + "\",\"place\":\"" + place + "\"}");
    }

    private Parcel any(Parcel.Status status) {
        return register.all().stream()
                .filter(parcel -> parcel.status() == status)
                .findFirst()
                .orElseThrow();
    }

    @Test
    @DisplayName("serves another page at the same path")
    void servesAnotherPageAtTheSamePath() {
        HttpResponse<String> page = staff.get("/");
        assertThat(framing(page)).isEqualTo("content-length");
        assertThat(page.body())
                .contains("<title>Parcel desk: staff</title>")
                .isNotEqualTo(customer.get("/").body());
    }

    @Test
    @DisplayName("serves nothing of the public desk, and the public desk serves nothing of it")
    void sharesNoPathWithThePublicDesk() {
        assertThat(staff.get("/manifest.csv").statusCode()).isEqualTo(404);
        assertThat(customer.get("/actuator/health").statusCode()).isEqualTo(404);
        assertThat(customer.postJson("/scans", "{}").statusCode()).isEqualTo(405);
    }

    @Test
    @DisplayName("moves a scanned parcel one stage further, and customers see the change")
    void movesAScannedParcelAndCustomersSeeIt() {
        Parcel parcel = any(Parcel.Status.ACCEPTED);
        HttpResponse<String> answer = scan(parcel.id(), "Bay 4");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"status\":\"sorted\"", "\"place\":\"Bay 4\"");
        assertThat(customer.get("/parcels/" + parcel.id()).body())
                .contains("\"status\":\"sorted\"", "\"place\":\"Bay 4\"");
    }

    @Test
    @DisplayName("refuses to scan an unknown parcel, a delivered parcel, and a place that is not one line of text")
    void refusesInvalidScans() {
        assertThat(scan("PD1", "Bay 4").statusCode()).isEqualTo(404);
        assertThat(scan(any(Parcel.Status.DELIVERED).id(), "Bay 4").statusCode())
                .isEqualTo(409);
        assertThat(scan(any(Parcel.Status.ACCEPTED).id(), "Bay\\u000a4").statusCode())
                .isEqualTo(400);
        assertThat(scan(any(Parcel.Status.ACCEPTED).id(), "x".repeat(81)).statusCode())
                .isEqualTo(400);
        assertThat(scan(any(Parcel.Status.ACCEPTED).id(), "x".repeat(5_000)).statusCode())
                .isEqualTo(413);
    }

    @Test
    @DisplayName("has the actuator endpoints health, info, loggers and threaddump")
    void hasActuatorEndpoints() {
        assertThat(staff.get("/actuator/health").body()).contains("\"status\":\"UP\"");
        assertThat(staff.get("/actuator/info").body()).contains("\"name\":\"Parcel desk\"");
        assertThat(staff.get("/actuator/loggers/org.kamaelia").body()).contains("\"effectiveLevel\":");
        assertThat(staff.get("/actuator/threaddump").body()).contains("\"threadName\":");
        assertThat(staff.get("/actuator/env").statusCode()).isEqualTo(404);
    }
}
