package mvi.services.network;

/**
 * An address of an app's own: TCP connections from the app to it come out at a port of the app's
 * endpoint.
 *
 * @param number of the address in the app's subnet
 * @param port that the app connects to
 * @param listener the endpoint's port where the load balancer listens for it
 */
public record Forward(int number, int port, int listener) {}
