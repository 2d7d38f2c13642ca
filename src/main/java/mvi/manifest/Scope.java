package mvi.manifest;

/**
 * What a file of a manifest is read with.
 *
 * @param folder of the project, where its paths start; empty for the project folder itself
 */
record Scope(String folder, Interpolation variables) {}
