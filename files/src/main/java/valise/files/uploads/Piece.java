package valise.files.uploads;

import java.io.InputStream;
import java.util.Optional;

/// One chunk on its way in.
///
/// @param most the body yields no more bytes than this, or the piece is refused
/// @param md5 what the client says the bytes hash to
record Piece(
    long offset, long most, InputStream body, Optional<String> md5, UploadStore.Note note) {

  Span window() {
    return new Span(offset, Math.addExact(offset, most));
  }
}
