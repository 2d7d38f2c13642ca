package mvi.platform.function;

import java.time.Duration;
import mvi.engines.base.ByteCount;

/**
 * The knobs of functions.
 *
 * @param region what ARNs and {@code AWS_REGION} say
 * @param port where containers find Lambda's Runtime API, on their app's endpoint
 * @param memory limits of all containers of functions together
 * @param containerMemory limit of one whose manifest names none
 * @param keepWarm how long a container without events is kept
 * @param initLimit for a new container to get ready
 */
public record FunctionConfig(
        String region,
        int port,
        ByteCount memory,
        ByteCount containerMemory,
        Duration keepWarm,
        Duration initLimit) {}
