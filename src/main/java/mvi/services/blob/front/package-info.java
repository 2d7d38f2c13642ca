/**
 * The Amazon S3 REST API: requests into sealed operations, each with its permission; results and
 * problems into S3's XML, codes and statuses.
 */
@NullMarked
package mvi.services.blob.front;

import org.jspecify.annotations.NullMarked;
