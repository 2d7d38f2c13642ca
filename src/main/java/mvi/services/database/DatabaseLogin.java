package mvi.services.database;

import mvi.engines.base.Secret;

/**
 * Who an app is to its database.
 *
 * @param role any name that PostgreSQL takes for one
 * @param database its name inside the instance
 */
public record DatabaseLogin(String role, Secret password, String database) {}
