package valise.platform.net;

import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;

/// What a request sends without anybody holding it. It is read once and not closed.
///
/// @param length in bytes; without one it is sent in chunks
public record StreamedBody(InputStream bytes, OptionalLong length, Optional<String> contentType) {}
