package valise.files.thumbnails;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import valise.files.downloads.Gate;
import valise.platform.blob.BlobId;
import valise.platform.render.Renderer;

/// Where pictures are made.
///
/// @param maxInputBytes longer files are refused without being copied
/// @param scratch a folder for what is being worked on
record Workshop(Gate gate, Renderer renderer, long maxInputBytes, Path scratch) {

  /// How the names of all our files in the folder begin.
  private static final String PREFIX = "picture-";

  /// Makes the folder, and removes what an earlier process left there.
  void clear() throws IOException {
    Files.createDirectories(scratch);
    try (DirectoryStream<Path> left = Files.newDirectoryStream(scratch, PREFIX + "*")) {
      for (Path file : left) {
        Files.deleteIfExists(file);
      }
    }
  }

  /// A copy for a child to read. The caller deletes it.
  Path copy(BlobId source, long size) throws IOException {
    Path copy = Files.createTempFile(scratch, PREFIX, ".source");
    try (OutputStream out = Files.newOutputStream(copy)) {
      gate.toRender(source, size).writeTo(out, 0, size);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(copy);
      throw e;
    }
    return copy;
  }
}
