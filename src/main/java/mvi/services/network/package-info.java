/**
 * The VPC service: a private network per app, default deny, and one endpoint by which an app
 * reaches the platform.
 */
@NullMarked
package mvi.services.network;

import org.jspecify.annotations.NullMarked;
