/** Containers by the engine on this machine: docker or podman, through {@code engines.docker}. */
@NullMarked
package mvi.services.container.back;

import org.jspecify.annotations.NullMarked;
