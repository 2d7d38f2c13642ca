@NullMarked
package mvi.services.blob.back;

import org.jspecify.annotations.NullMarked;
