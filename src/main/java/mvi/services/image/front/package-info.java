/**
 * The registry's protocol, OCI Distribution 1.1: push and pull of images by digest and tag, with
 * Basic credentials. The table of operations is {@link mvi.services.image.front.RegistryOperation}.
 */
@NullMarked
package mvi.services.image.front;

import org.jspecify.annotations.NullMarked;
