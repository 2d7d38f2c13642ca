@NullMarked
package mvi.services.network.core;

import org.jspecify.annotations.NullMarked;
