package mvi.manifest;

/**
 * Where something stands in a file.
 *
 * @param line from 1
 * @param column from 1
 */
record Place(String file, int line, int column) {}
