/**
 * mvi takes a web app and runs it for ever: see ARCHITECTURE.md for the rooms and their borders.
 */
@NullMarked
package mvi;

import org.jspecify.annotations.NullMarked;
