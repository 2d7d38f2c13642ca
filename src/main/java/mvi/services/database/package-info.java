/**
 * The Database service: a real PostgreSQL per resource, in a container, on a data folder that the
 * platform owns.
 */
@NullMarked
package mvi.services.database;

import org.jspecify.annotations.NullMarked;
