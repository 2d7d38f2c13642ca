package mvi.services.blob.core;

import mvi.services.blob.Part;

/** A part of an open upload as it is kept. */
public record PartRecord(Part part, Data data) {}
