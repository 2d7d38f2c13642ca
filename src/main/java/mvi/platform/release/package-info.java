/**
 * Releases and how they become real.
 *
 * <p>A release is an image per process, a version of the environment and the manifest, for ever the
 * same. Making one real is one conditional write of the app's desired generation; all else follows
 * from reading the world again and again: {@link RolloutReconciler} asks the pure {@link
 * RolloutPlanner} what is to be done and has {@link RolloutWorker} do it, step by step, each
 * idempotent, so that it may die between any two.
 *
 * <p>The rule of a rollout: start a container in spare capacity, register it with the balancer,
 * wait until it is healthy by the balancer's own view, drain an old one, stop it when it has
 * nothing in flight, remove it when its output is kept. Healthy targets never fall below what the
 * old release wanted.
 */
@NullMarked
package mvi.platform.release;

import org.jspecify.annotations.NullMarked;
