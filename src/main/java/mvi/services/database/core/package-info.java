/** What a database instance is made of, as pure functions. */
@NullMarked
package mvi.services.database.core;

import org.jspecify.annotations.NullMarked;
