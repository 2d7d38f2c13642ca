package mvi.manifest;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A manifest and what reading it drew upon.
 *
 * @param files that the server needs to read it again: the manifest, .env, env files
 * @param variables of the shell that it asked for; they travel with the context, since the server's
 *     shell is another
 * @param edits that take findings away
 */
public record Reading(
        Checked checked, Set<String> files, Map<String, String> variables, List<Edit> edits) {}
