/**
 * The AWS KMS JSON API (JSON 1.1, target {@code TrentService}), as far as mvi has keys: symmetric
 * ones, by id or ARN. The table of operations is {@link mvi.services.crypto.front.KmsOperation}.
 */
@NullMarked
package mvi.services.crypto.front;

import org.jspecify.annotations.NullMarked;
