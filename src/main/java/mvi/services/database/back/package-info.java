/** PostgreSQL in a container on a folder of the platform. */
@NullMarked
package mvi.services.database.back;

import org.jspecify.annotations.NullMarked;
