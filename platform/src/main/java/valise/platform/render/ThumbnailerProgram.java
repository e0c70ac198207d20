package valise.platform.render;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/// How to start the child: a java, a class path, a main class, and a folder it may litter.
///
/// @param workFolder the child's working folder, temporary folder and home: where fonts are cached,
///   a crash leaves its log and, if need be, the child's jars are unpacked
public record ThumbnailerProgram(
    Path java, List<Path> classPath, String mainClass, Path workFolder) {

  /// Written by the build of the module `thumbnailer`: the file names of its libraries, as
  /// `lib/a.jar:lib/b.jar`.
  private static final String LIST = "valise/thumbnailer/class-path";

  private static final String MAIN_CLASS = "valise.thumbnailer.Main";

  /// Outside the heap: the JVM itself (about 60 MB), and libjpeg, which keeps the coefficients of a
  /// progressive picture, up to 6 bytes a pixel.
  private static final long NATIVE_MEGABYTES = 384;

  /// The longest file a child may write. A thumbnail has some 100 KB; what needs more is a picture
  /// that wants to fill the disk. In blocks of 512 bytes, as POSIX has them: 32 MiB; a shell that
  /// counts in kilobytes allows twice as much.
  private static final long FILE_BLOCKS = 65_536;

  public ThumbnailerProgram {
    java = java.toAbsolutePath();
    classPath = classPath.stream().map(Path::toAbsolutePath).toList();
    workFolder = workFolder.toAbsolutePath();
  }

  /// The program as it came with this server, run by this server's own java. The child's jars are
  /// found beside each other in a folder (an unpacked server), by name on this JVM's class path (a
  /// build), or inside the server's one executable jar, from which they are unpacked into the work
  /// folder, once.
  ///
  /// @throws IllegalStateException if a jar of the child is missing
  public static ThumbnailerProgram locate(Path workFolder) throws IOException {
    URL list = ThumbnailerProgram.class.getClassLoader().getResource(LIST);
    if (list == null) {
      throw new IllegalStateException(
          "The thumbnailer is not part of this server: no " + LIST + " on the class path");
    }
    return new ThumbnailerProgram(
        Path.of(System.getProperty("java.home"), "bin", "java"),
        classPath(list.toString(), System.getProperty("java.class.path", ""), workFolder),
        MAIN_CLASS,
        workFolder);
  }

  /// @param list where the class loader found [#LIST]
  static List<Path> classPath(String list, String ownClassPath, Path workFolder)
      throws IOException {
    if (list.startsWith("jar:" + NestedJars.SCHEME)) {
      return unpacked(list, workFolder.resolve("thumbnailer"));
    }
    String root = list.substring(0, list.length() - LIST.length());
    if (root.startsWith("jar:file:")) {
      Path jar = NestedJars.path(root.substring("jar:".length(), root.length() - "!/".length()));
      try (JarFile opened = new JarFile(jar.toFile())) {
        return found(jar, names(opened), ownClassPath);
      }
    }
    Path folder = NestedJars.path(root);
    return found(folder, names(Files.readString(folder.resolve(LIST))), ownClassPath);
  }

  private static List<Path> found(Path own, List<String> names, String ownClassPath) {
    List<Path> classPath = new ArrayList<>(List.of(own));
    for (String name : names) {
      Path beside = own.resolveSibling(name);
      classPath.add(
          Files.exists(beside)
              ? beside
              : Arrays.stream(ownClassPath.split(File.pathSeparator))
                  .map(Path::of)
                  .filter(entry -> entry.endsWith(name) && Files.exists(entry))
                  .findFirst()
                  .orElseThrow(() -> missing(name, own)));
    }
    return classPath;
  }

  /// @param list like `jar:nested:/srv/valise.jar/!BOOT-INF/lib/thumbnailer.jar!/...`, the form of
  ///   Spring Boot's loader
  private static List<Path> unpacked(String list, Path folder) throws IOException {
    String url = list.substring("jar:".length());
    String entry = NestedJars.inner(url);
    String library = entry.substring(0, entry.lastIndexOf('/') + 1);
    Files.createDirectories(folder);
    try (JarFile jar = NestedJars.outer(url)) {
      Path own = NestedJars.unpack(jar, entry, folder);
      List<Path> classPath = new ArrayList<>(List.of(own));
      try (JarFile thumbnailer = new JarFile(own.toFile())) {
        for (String name : names(thumbnailer)) {
          classPath.add(NestedJars.unpack(jar, library + name, folder));
        }
      }
      return classPath;
    }
  }

  private static List<String> names(JarFile thumbnailer) throws IOException {
    try (InputStream in = thumbnailer.getInputStream(thumbnailer.getJarEntry(LIST))) {
      return names(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static List<String> names(String list) {
    return Arrays.stream(list.strip().split(":"))
        .map(entry -> entry.substring(entry.lastIndexOf('/') + 1))
        .toList();
  }

  private static IllegalStateException missing(String name, Path where) {
    return new IllegalStateException(
        "The thumbnailer needs "
            + name
            + ", which is neither beside nor inside "
            + where
            + ", nor on the class path. Unpack the server again.");
  }

  /// The command line of one child.
  List<String> command(RenderLimits limits) {
    List<String> command = new ArrayList<>();
    tool("sh")
        .ifPresent(
            // Bounds that native code is held to as well, and no core files.
            sh ->
                command.addAll(
                    List.of(
                        sh,
                        "-c",
                        "ulimit -c 0; ulimit -f " + FILE_BLOCKS + "; ulimit -d \"$0\"; exec \"$@\"",
                        Long.toString((limits.heapMegabytes() + NATIVE_MEGABYTES) << 10))));
    tool("nice").ifPresent(nice -> command.addAll(List.of(nice, "-n", "10")));
    command.add(java.toString());
    command.addAll(
        List.of(
            "-Xmx" + limits.heapMegabytes() + "m",
            "-Xss1m",
            "-XX:MaxMetaspaceSize=64m",
            "-XX:ReservedCodeCacheSize=32m",
            "-XX:MaxDirectMemorySize=16m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-XX:-UsePerfData",
            "-XX:+DisableAttachMechanism",
            "-XX:+ExitOnOutOfMemoryError",
            // Standard output is the protocol's.
            "-XX:+DisplayVMOutputToStderr",
            "-XX:ErrorFile=" + workFolder.resolve("thumbnailer-crash.log"),
            "-Djava.awt.headless=true",
            "-Djava.io.tmpdir=" + workFolder,
            "-Duser.home=" + workFolder,
            "-Dpdfbox.fontcache=" + workFolder,
            "-Dorg.apache.commons.logging.Log=org.apache.commons.logging.impl.NoOpLog",
            // No name resolves, no XML fetches.
            "-Djdk.net.hosts.file=" + workFolder.resolve("no-hosts"),
            "-Djavax.xml.accessExternalDTD=",
            "-Djavax.xml.accessExternalSchema=",
            "-Djavax.xml.accessExternalStylesheet="));
    command.add("-cp");
    command.add(String.join(File.pathSeparator, classPath.stream().map(Path::toString).toList()));
    command.add(mainClass);
    command.add(Long.toString(limits.maxPixels()));
    // Only for a child whose parent is gone: a living one is quicker.
    command.add(Long.toString(2 * limits.patience().toMillis()));
    return command;
  }

  private static Optional<String> tool(String name) {
    return Stream.of("/bin/", "/usr/bin/")
        .map(folder -> folder + name)
        .filter(tool -> Files.isExecutable(Path.of(tool)))
        .findFirst();
  }
}
