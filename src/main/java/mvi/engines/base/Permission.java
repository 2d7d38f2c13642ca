package mvi.engines.base;

/**
 * What an operation of a front asks leave for.
 *
 * @param action service and verb as the twin names them: {@code s3:PutObject}, {@code
 *     dynamodb:Query}, {@code kms:Decrypt}, {@code registry:pull}
 * @param account the account that owns the resource
 * @param resource what it touches inside that account: {@code bucket/key}, {@code table/orders}, a
 *     repository's name
 */
public record Permission(String action, String account, String resource) {}
