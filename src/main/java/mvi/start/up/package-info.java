/**
 * Brings the platform up on this machine, and down: set-up, supervisors, and waiting until it
 * answers.
 */
@NullMarked
package mvi.start.up;

import org.jspecify.annotations.NullMarked;
