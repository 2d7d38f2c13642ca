/** Where keys are kept: sealed on this machine, or at a twin by URL. */
@NullMarked
package mvi.services.crypto.back;

import org.jspecify.annotations.NullMarked;
