package valise.hub.hooks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.mozilla.javascript.Context;
import valise.platform.render.NestedJars;

/// How the child is started: this server's own java, our classes and the interpreter's.
///
/// @param mostSteps a hook may make
/// @param mostMillis a hook may take
record Program(List<Path> classPath, long mostSteps, long mostMillis) {

  private static final int HEAP_MEGABYTES = 128;

  /// @throws IOException when what is inside the server's one jar cannot be unpacked
  static Program locate(long mostSteps, long mostMillis) throws IOException {
    List<Path> classPath = new ArrayList<>();
    for (Class<?> one : List.of(Main.class, Context.class)) {
      classPath.add(place(one));
    }
    return new Program(classPath, mostSteps, mostMillis);
  }

  private static Path place(Class<?> of) throws IOException {
    CodeSource source = of.getProtectionDomain().getCodeSource();
    String url = source.getLocation().toString().replaceFirst("^jar:", "");
    if (url.startsWith(NestedJars.SCHEME)) {
      Path folder = Files.createTempDirectory("valise-hooks");
      folder.toFile().deleteOnExit();
      try (JarFile outer = NestedJars.outer(url)) {
        Path jar = NestedJars.unpack(outer, NestedJars.inner(url), folder);
        jar.toFile().deleteOnExit();
        return jar;
      }
    }
    return NestedJars.path(url);
  }

  List<String> command() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx" + HEAP_MEGABYTES + "m",
        "-Xss8m",
        "-XX:MaxMetaspaceSize=48m",
        "-XX:ReservedCodeCacheSize=16m",
        "-XX:MaxDirectMemorySize=4m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Xshare:auto",
        "-XX:-UsePerfData",
        "-XX:+DisableAttachMechanism",
        "-XX:+ExitOnOutOfMemoryError",
        // Standard output is the protocol's.
        "-XX:+DisplayVMOutputToStderr",
        "-XX:-CreateCoredumpOnCrash",
        "-cp",
        classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
        Main.class.getName(),
        Long.toString(mostSteps),
        Long.toString(mostMillis));
  }
}
