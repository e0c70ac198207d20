package valise.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import valise.server.docs.Repository;

/// The launcher finds a JDK by its `release` file, without starting any: those here cannot be
/// started. It runs from a copy of its own with a PATH of its own.
@DisabledOnOs(OS.WINDOWS)
final class LauncherTest {

  private record Ended(int status, String out, String err) {}

  @TempDir private Path folder;

  @BeforeEach
  void copyTheLauncher() throws IOException {
    Files.copy(Repository.root().resolve("valise"), folder.resolve("valise"));
    Files.copy(Repository.root().resolve("pom.xml"), folder.resolve("pom.xml"));
    Path bin = Files.createDirectory(folder.resolve("bin"));
    for (String tool :
        new String[] {
          "bash", "dirname", "sed", "head", "readlink", "cat", "mkdir", "date", "env"
        }) {
      Path file =
          Files.writeString(bin.resolve(tool), "#!/bin/sh\nexec " + where(tool) + " \"$@\"\n");
      assertThat(file.toFile().setExecutable(true)).isTrue();
    }
  }

  private static Path where(String tool) {
    for (String place : new String[] {"/bin/", "/usr/bin/"}) {
      Path path = Path.of(place + tool);
      if (Files.exists(path)) {
        return path;
      }
    }
    throw new IllegalStateException("This machine has no " + tool);
  }

  private Path jdk(String name, String version) throws IOException {
    Path home = folder.resolve("jdks").resolve(name);
    Files.createDirectories(home.resolve("bin"));
    for (String program : new String[] {"java", "javac"}) {
      Path file = home.resolve("bin").resolve(program);
      Files.writeString(file, "#!/bin/sh\necho started >&2; exit 99\n");
      file.toFile().setExecutable(true);
    }
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return home;
  }

  private Ended run(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(
                java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(folder.resolve("valise").toString()),
                        java.util.Arrays.stream(arguments))
                    .toList())
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", folder.resolve("bin").toString());
    builder.environment().put("HOME", folder.toString());
    builder.environment().put("VALISE_JDK_FOLDERS", folder.resolve("jdks") + "/*");
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Ended(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8).strip(),
        Files.readString(err, StandardCharsets.UTF_8).strip());
  }

  @Test
  void ofSeveralItTakesTheOldestThatWillDo() throws Exception {
    jdk("a-26", "26");
    Path right = jdk("b-25", "25.0.3");
    jdk("c-21", "21.0.4");
    jdk("d-8", "1.8.0_402");

    assertThat(run(Map.of(), "jdk")).isEqualTo(new Ended(0, right.toString(), ""));
  }

  @Test
  void javaHomeComesFirstIfItWillDo() throws Exception {
    jdk("b-25", "25.0.3");
    Path mine = jdk("mine", "27");
    Path old = jdk("old", "17.0.1");

    assertThat(run(Map.of("JAVA_HOME", mine.toString()), "jdk").out()).isEqualTo(mine.toString());
    assertThat(run(Map.of("JAVA_HOME", old.toString()), "jdk").out())
        .isEqualTo(folder.resolve("jdks/b-25").toString());
  }

  @Test
  void theOneOnThePathComesBeforeThoseThatLieAround() throws Exception {
    jdk("b-25", "25.0.3");
    Path mine = jdk("mine", "26.0.1").toRealPath();
    Files.createSymbolicLink(folder.resolve("bin/java"), mine.resolve("bin/java"));

    assertThat(run(Map.of(), "jdk").out()).isEqualTo(mine.toString());
  }

  @Test
  void whatIsNamedOnPurposeIsTakenOrRefusedButNeverPassedOver() throws Exception {
    jdk("b-25", "25.0.3");
    Path old = jdk("old", "17.0.1");

    Ended ended = run(Map.of("VALISE_JAVA_HOME", old.toString()), "jdk");

    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.err()).contains("VALISE_JAVA_HOME=" + old).contains("25 or newer");
  }

  @Test
  void aRuntimeWithoutACompilerIsNoJdk() throws Exception {
    Files.delete(jdk("jre", "25.0.3").resolve("bin/javac"));

    Ended ended = run(Map.of(), "jdk");

    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.err()).contains("no JDK 25 or newer found").contains("https://");
  }

  @Test
  void withoutMavenItSaysWhereToGetIt() throws Exception {
    jdk("b-25", "25.0.3");

    Ended ended = run(Map.of(), "serve");

    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.err()).contains("Maven is needed").contains("apt install maven");
  }

  @Test
  void helpAndVersionNeedNothing() throws Exception {
    assertThat(run(Map.of(), "--help").out()).contains("./valise serve", "./valise test");
    assertThat(run(Map.of()).out()).contains("./valise serve");
    assertThat(run(Map.of(), "--version").out()).matches("valise \\d+\\.\\d+\\.\\d+");
  }

  @Test
  void itsHelpNamesTheCommandsThereAre() throws Exception {
    String help = run(Map.of(), "--help").out();
    var named =
        Pattern.compile("(?m)^  \\./valise ([a-z]+) ")
            .matcher(help)
            .results()
            .map(match -> match.group(1))
            .collect(Collectors.toSet());
    var there =
        Main.commandLine().getSubcommands().entrySet().stream()
            .filter(command -> !command.getValue().getCommandSpec().usageMessage().hidden())
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    there.addAll(java.util.Set.of("test", "format", "docs"));

    assertThat(named).isEqualTo(there);
  }
}
