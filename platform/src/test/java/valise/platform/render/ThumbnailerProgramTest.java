package valise.platform.render;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThumbnailerProgramTest {

  private static final String LIST = "valise/thumbnailer/class-path";

  @TempDir Path folder;

  @Test
  void thisBuildsOwnProgramIsFoundWithAFewJars() throws IOException {
    ThumbnailerProgram program = ThumbnailerProgram.locate(folder);

    assertThat(program.classPath()).allMatch(Files::exists).hasSizeBetween(5, 20);
    assertThat(program.classPath().toString())
        .contains("pdfbox", "thumbnailator", "imageio-webp")
        .doesNotContain("spring", "sqlite");
    assertThat(program.java()).isExecutable();
  }

  @Test
  void anUnpackedServerHasTheJarsInOneFolder() throws IOException {
    Path lib = Files.createDirectory(folder.resolve("my lib"));
    Path own = Files.write(lib.resolve("thumbnailer.jar"), thumbnailer());
    Path a = Files.write(lib.resolve("a-1.jar"), new byte[0]);
    Path b = Files.write(lib.resolve("b.jar"), new byte[0]);

    assertThat(
            ThumbnailerProgram.classPath(
                "jar:" + own.toUri() + "!/" + LIST, "/srv/valise.jar", folder))
        .containsExactly(own, a, b);
  }

  @Test
  void aBuildHasThemAnywhereOnItsClassPath() throws IOException {
    Path classes = Files.createDirectories(folder.resolve("classes"));
    Path list = classes.resolve(LIST);
    Files.createDirectories(list.getParent());
    Files.writeString(list, "lib/a-1.jar:lib/b.jar");
    Path a =
        Files.write(Files.createDirectory(folder.resolve("x")).resolve("a-1.jar"), new byte[0]);
    Path b = Files.write(Files.createDirectory(folder.resolve("y")).resolve("b.jar"), new byte[0]);
    String ownClassPath =
        String.join(File.pathSeparator, classes.toString(), "/gone/b.jar", "" + b, "" + a);

    assertThat(ThumbnailerProgram.classPath(list.toUri().toString(), ownClassPath, folder))
        .containsExactly(classes, a, b);
  }

  @Test
  void anExecutableJarIsUnpackedOnceAndRepaired() throws IOException {
    Path server = serverWith("a-1.jar", "b.jar");
    Path work = folder.resolve("work");
    Path unpacked = work.resolve("thumbnailer");

    assertThat(ThumbnailerProgram.classPath(nested(server), "" + server, work))
        .containsExactly(
            unpacked.resolve("thumbnailer.jar"),
            unpacked.resolve("a-1.jar"),
            unpacked.resolve("b.jar"));
    assertThat(unpacked.resolve("a-1.jar")).hasContent("a-1.jar");

    Object before = Files.getAttribute(unpacked.resolve("b.jar"), "unix:ino");
    Files.writeString(unpacked.resolve("a-1.jar"), "half");
    ThumbnailerProgram.classPath(nested(server), "" + server, work);

    assertThat(unpacked.resolve("a-1.jar")).hasContent("a-1.jar");
    assertThat(Files.getAttribute(unpacked.resolve("b.jar"), "unix:ino")).isEqualTo(before);
    try (Stream<Path> files = Files.list(unpacked)) {
      assertThat(files).hasSize(3);
    }
  }

  @Test
  void aMissingJarIsNamed() throws IOException {
    Path server = serverWith("a-1.jar");

    assertThatThrownBy(
            () -> ThumbnailerProgram.classPath(nested(server), "" + server, folder.resolve("w")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("BOOT-INF/lib/b.jar");
  }

  private static String nested(Path server) {
    return "jar:nested:" + server.toUri().getRawPath() + "/!BOOT-INF/lib/thumbnailer.jar!/" + LIST;
  }

  private Path serverWith(String... libraries) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("BOOT-INF/lib/thumbnailer.jar", thumbnailer());
    for (String library : libraries) {
      entries.put("BOOT-INF/lib/" + library, library.getBytes(UTF_8));
    }
    return Files.write(folder.resolve("my server.jar"), jar(entries));
  }

  private static byte[] thumbnailer() throws IOException {
    return jar(Map.of(LIST, "lib/a-1.jar:lib/b.jar".getBytes(UTF_8)));
  }

  /// Stored, as a server's libraries are.
  private static byte[] jar(Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> content : entries.entrySet()) {
        ZipEntry entry = new ZipEntry(content.getKey());
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.getValue().length);
        CRC32 checksum = new CRC32();
        checksum.update(content.getValue());
        entry.setCrc(checksum.getValue());
        zip.putNextEntry(entry);
        zip.write(content.getValue());
      }
    }
    return bytes.toByteArray();
  }
}
