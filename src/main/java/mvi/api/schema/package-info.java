/**
 * The records that the API answers with and the CLI prints: the stable shapes of {@code --json}.
 */
@NullMarked
package mvi.api.schema;

import org.jspecify.annotations.NullMarked;
