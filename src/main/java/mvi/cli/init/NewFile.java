package mvi.cli.init;

/**
 * A file to be written.
 *
 * @param path relative to the project folder
 */
public record NewFile(String path, String text) {}
