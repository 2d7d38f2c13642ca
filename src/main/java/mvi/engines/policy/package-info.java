/**
 * Who may what: one evaluator for grants, which say what a principal may, and for policy documents,
 * which say who may do something with one resource.
 *
 * <p>Documents are written in the IAM JSON policy language ("IAM JSON policy elements reference"
 * and "Policy evaluation logic" of the IAM User Guide), because the clients of S3, DynamoDB and KMS
 * speak it. A document belongs to one resource ({@link mvi.engines.policy.PolicyScope}): a bucket,
 * a table, a key. It is parsed once, strictly, into immutable {@link mvi.engines.policy.Rule}s:
 * what is unknown or unclear is refused, since to pass over half of a rule would let somebody in or
 * keep somebody out whom its writer did not mean.
 *
 * <p>A rule covers a request or doesn't. {@link mvi.engines.policy.Policy} asks all of them: an
 * explicit deny wins, then an allow, and without either nothing is said. What grants say and what a
 * document says are put together by {@link mvi.engines.base.Decision#with}.
 *
 * <p>Limits: a document has at most 20 KB and a pattern 1,024 characters, and {@link
 * mvi.engines.policy.Wildcard} can't be stalled by any of them. Left out, and refused by name:
 * policy variables, principals that are roles, services or federated. Regions in ARNs are not
 * looked at, since there is one.
 */
@NullMarked
package mvi.engines.policy;

import org.jspecify.annotations.NullMarked;
