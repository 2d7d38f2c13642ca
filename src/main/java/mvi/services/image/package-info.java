/** The Image service: container images, private. Its protocol is OCI Distribution 1.1. */
@NullMarked
package mvi.services.image;

import org.jspecify.annotations.NullMarked;
