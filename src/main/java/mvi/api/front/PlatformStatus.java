package mvi.api.front;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import mvi.api.schema.DoctorView;
import mvi.api.schema.MetricsView;
import mvi.api.schema.ServiceView;
import mvi.api.schema.StatusView;

/** What the API tells of the platform itself: start knows the processes, observe the numbers. */
public interface PlatformStatus {
    StatusView status();

    List<ServiceView> services();

    /** Variables for an operator, or for what an app sees, in their order. */
    Map<String, String> environment(Optional<String> app);

    DoctorView doctor();

    MetricsView metrics(String app);

    /** The Prometheus text format. */
    String exposition();
}
