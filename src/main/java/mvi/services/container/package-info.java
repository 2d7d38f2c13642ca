/** The Container service: starts, stops and monitors containers by the Docker Engine API. */
@NullMarked
package mvi.services.container;

import org.jspecify.annotations.NullMarked;
