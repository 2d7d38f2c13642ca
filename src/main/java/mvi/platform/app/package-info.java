/**
 * Apps: who they are, what they should be, and who may change them now.
 *
 * <p>An app is one item in KV. Its desired state is part of that item, so that changing it is one
 * conditional write; whoever changes it holds the app's lock, whose token is checked in the same
 * transaction. Everything else about an app is read from the world.
 */
@NullMarked
package mvi.platform.app;

import org.jspecify.annotations.NullMarked;
