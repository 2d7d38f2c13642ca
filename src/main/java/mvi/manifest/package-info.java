/**
 * Compose files into records, and project folders into build contexts.
 *
 * <p>Pure but for reading the folder that it is given. The format is the Compose Specification's;
 * what mvi honours, warns of or refuses is one table in the code. Every message says file, line and
 * column.
 */
@NullMarked
package mvi.manifest;

import org.jspecify.annotations.NullMarked;
