package org.kamaelia.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisplayName("The CPU time of a JVM")
@EnabledOnOs(OS.LINUX)
class CpuTimeTest {
    private static final long OWN = ProcessHandle.current().pid();

    @Test
    @DisplayName("has the time of the compilers in it, which have worked since this test began to load classes")
    void compilersAreAPartOfIt() throws IOException {
        CpuTime time = CpuTime.of(OWN);

        assertThat(time.compiler()).isPositive().isLessThan(time.total());
    }

    @Test
    @DisplayName("grows while the JVM is busy, by what it took since the earlier reading")
    void growsWhileBusy() throws IOException {
        CpuTime before = CpuTime.of(OWN);
        CpuTime used;
        do {
            used = CpuTime.of(OWN).since(before);
        } while (used.total() < 50_000_000);

        assertThat(used.compiler()).isNotNegative();
    }

    @Test
    @DisplayName("is never negative for the compilers, though one of their threads has ended")
    void compilersNeverRunBackwards() {
        assertThat(new CpuTime(300, 10).since(new CpuTime(100, 50))).isEqualTo(new CpuTime(200, 0));
    }

    @Test
    @DisplayName("cannot be read of a process that is not there")
    void noSuchProcess() {
        assertThatThrownBy(() -> CpuTime.of(Integer.MAX_VALUE)).isInstanceOf(IOException.class);
    }
}
