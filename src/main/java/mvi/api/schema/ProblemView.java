package mvi.api.schema;

/** A problem as RFC 9457 has it; {@code type} is {@code urn:mvi:problem:CODE}. */
public record ProblemView(String type, String title, int status, String detail, String code) {}
