package mvi.platform.certificate;

import java.time.Instant;
import mvi.platform.certificate.StoredCertificate.Source;

/**
 * A certificate as a metric has it.
 *
 * @param name of the host, or the first of several
 * @param until when it runs out
 * @param failures orders of another one that failed in a row
 */
public record CertificateReading(String name, Source source, Instant until, int failures) {}
