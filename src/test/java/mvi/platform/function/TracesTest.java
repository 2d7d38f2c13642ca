package mvi.platform.function;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TracesTest {
    private static final FunctionName RESIZE = TestFunctions.name("resize");
    private static final FunctionName OTHER = TestFunctions.name("other");
    private static final String REQUEST = "01234567-89ab-cdef-0123-456789abcdef";

    @Test
    void aFunctionThatWakesItselfIsCounted() {
        String trace = "";
        for (int turn = 0; turn < Traces.MAXIMUM_TURNS; turn++) {
            assertThat(Traces.turns(trace, RESIZE)).isEqualTo(turn);
            trace = Traces.through(trace, RESIZE, REQUEST);
            trace = Traces.through(trace, OTHER, REQUEST);
        }
        assertThat(Traces.turns(trace, RESIZE)).isEqualTo(Traces.MAXIMUM_TURNS);
        assertThat(Traces.turns(trace, OTHER)).isEqualTo(Traces.MAXIMUM_TURNS);
    }

    @Test
    void theRootStaysThatOfTheFirst() {
        String first = Traces.through("", RESIZE, REQUEST);
        assertThat(first).startsWith("Root=1-01234567-89abcdef0123456789abcdef;Parent=");
        String second = Traces.through(first, OTHER, "ffffffff-ffff-ffff-ffff-ffffffffffff");
        assertThat(second)
                .startsWith("Root=1-01234567-89abcdef0123456789abcdef;Parent=ffffffffffffffff;");
        assertThat(Traces.parent(second))
                .contains("00-0123456789abcdef0123456789abcdef-ffffffffffffffff-00");
    }

    @Test
    void whatIsNoTraceIsNone() {
        for (String bad :
                new String[] {"", ";", "Root=x", "Lineage=1:zz:9", "Lineage=|", "a=b;c"}) {
            assertThat(Traces.turns(bad, RESIZE)).isZero();
            assertThat(Traces.parent(bad)).isEmpty();
            assertThat(Traces.through(bad, RESIZE, REQUEST)).contains("Lineage=1:");
        }
    }
}
