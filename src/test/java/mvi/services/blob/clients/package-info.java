/**
 * Clients of others, unchanged and as their registries have them, at Blob's own front: what an app
 * is likely to bring. Each class installs its client, and fails where it can't.
 */
@NullMarked
package mvi.services.blob.clients;

import org.jspecify.annotations.NullMarked;
