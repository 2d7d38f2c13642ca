package mvi.services.blob;

/** Whether a put keeps what was there before. */
public enum Versioning {
    /** Never was on: there is one version of each key, and its id is {@code null}. */
    OFF,
    ENABLED,
    /** Was on: versions of that time stay; new ones have the id {@code null} and replace it. */
    SUSPENDED
}
