package valise.platform.http;

import java.time.Instant;

/// What a URL stands for at this moment: the bytes and what is said about them. The tag must change
/// whenever a byte does; ranges and resumed downloads rest on it.
public record Representation(
    Region bytes,
    String contentType,
    ETag etag,
    Instant lastModified,
    Disposition disposition,
    Digests digests) {}
