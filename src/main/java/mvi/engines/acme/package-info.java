/** Certificates from public authorities (RFC 8555). */
@NullMarked
package mvi.engines.acme;

import org.jspecify.annotations.NullMarked;
