package mvi.api.schema;

import java.util.List;

/** {@code mvi doctor}. */
public record DoctorView(List<CheckView> checks) {
    /**
     * @param state ok, warning or failed
     * @param fix what to do, or empty
     */
    public record CheckView(String name, String state, String text, String fix) {}
}
