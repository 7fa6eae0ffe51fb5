package org.kamaelia.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

@DisplayName("The register")
class ParcelRegisterTest {
    private static DeskProperties holding(int parcels) {
        Duration second = Duration.ofSeconds(1);
        return new DeskProperties(parcels, second, second, second, DataSize.ofMegabytes(1), null, null);
    }

    private static void deliver(ParcelRegister register, Parcel parcel) {
        Parcel moved = parcel;
        while (moved != null && !moved.isDelivered()) {
            moved = register.scan(parcel.id(), ParcelRegister.placeOf(moved));
        }
    }

    @Test
    @DisplayName("holds the same number of parcels, however many are delivered")
    void holdsAFixedNumberOfParcels() {
        ParcelRegister register = new ParcelRegister(holding(20));
        for (int i = 0; i < 200; i++) {
            Parcel parcel = register.anyUnderWay();
            assertThat(parcel).isNotNull();
            deliver(register, parcel);
            assertThat(register.all()).hasSize(20);
        }
    }

    @Test
    @DisplayName("still has a parcel that was just delivered, and moves it no further")
    void keepsADeliveredParcelAndMovesItNoFurther() {
        ParcelRegister register = new ParcelRegister(holding(100));
        Parcel parcel = register.anyUnderWay();
        assertThat(parcel).isNotNull();
        deliver(register, parcel);
        assertThat(register.find(parcel.id())).isNotNull().matches(Parcel::isDelivered);
        assertThat(register.scan(parcel.id(), "elsewhere")).isNull();
    }

    @Test
    @DisplayName("refuses a size of 0, with the name of the property")
    void refusesASizeOfZeroWithTheNameOfTheProperty() {
        assertThatThrownBy(() -> holding(0)).hasMessage("desk.parcels must be at least 1, not 0");
    }
}
