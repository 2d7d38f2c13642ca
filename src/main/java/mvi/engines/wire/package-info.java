/**
 * The wire's vocabulary: JSON, XML, percent-coding, credentials and request signatures, and the
 * platform's own certificates. Readers refuse what is larger, deeper or less clear than they need.
 */
@NullMarked
package mvi.engines.wire;

import org.jspecify.annotations.NullMarked;
