package valise.platform.render;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.CRC32;

/// Takes jars out of the server's one executable jar, for child processes that have no loader for
/// jars in jars. Addresses are like `nested:/srv/valise.jar/!BOOT-INF/lib/a.jar!/...`, the form of
/// Spring Boot's loader.
public final class NestedJars {

  /// How the address of a jar in a jar begins.
  public static final String SCHEME = "nested:";

  private NestedJars() {}

  /// The jar around.
  public static JarFile outer(String url) throws IOException {
    return new JarFile(path("file:" + url.substring(SCHEME.length(), url.indexOf("/!"))).toFile());
  }

  /// The entry of the jar within.
  public static String inner(String url) {
    int inner = url.indexOf("/!") + "/!".length();
    int end = url.indexOf("!/", inner);
    return end < 0 ? url.substring(inner) : url.substring(inner, end);
  }

  /// Copies an entry into a folder, unless it is there already.
  ///
  /// @throws IllegalStateException if there is no such entry
  public static Path unpack(JarFile jar, String name, Path folder) throws IOException {
    JarEntry entry = jar.getJarEntry(name);
    if (entry == null) {
      throw new IllegalStateException(
          "A child process needs %s, which is not inside %s. Unpack the server again."
              .formatted(name, jar.getName()));
    }
    Path target = folder.resolve(name.substring(name.lastIndexOf('/') + 1));
    if (Files.exists(target) && checksum(target) == entry.getCrc()) {
      return target;
    }
    Path part = Files.createTempFile(folder, "unpacking", ".part");
    try {
      try (InputStream in = jar.getInputStream(entry)) {
        Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
      }
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
    return target;
  }

  private static long checksum(Path file) throws IOException {
    CRC32 checksum = new CRC32();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[1 << 16];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        checksum.update(buffer, 0, read);
      }
    }
    return checksum.getValue();
  }

  /// The file of a `file:` address.
  public static Path path(String fileUrl) {
    return Path.of(URI.create(fileUrl));
  }
}
