/**
 * What the registry means: uploads in chunks that become layers, manifests that name only what is
 * there, tags that move whole. Content and index are ports.
 */
@NullMarked
package mvi.services.image.core;

import org.jspecify.annotations.NullMarked;
