package valise.server.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import valise.server.data.Examination.Finding;
import valise.server.data.Examination.Verdict;
import valise.server.settings.AllSettings;

@DisabledOnOs(OS.WINDOWS)
final class ExaminationTest {

  @TempDir private Path folder;

  private List<Finding> examine(InstantSource clock) {
    return Examination.of(
        AllSettings.read(Map.of("data", folder.resolve("data").toString()), Map.of()).storage(),
        clock);
  }

  private static Map<String, Verdict> worst(List<Finding> findings) {
    return findings.stream()
        .collect(
            Collectors.toMap(
                Finding::what, Finding::verdict, (a, b) -> a.compareTo(b) > 0 ? a : b));
  }

  @Test
  void beforeTheFirstStartNothingIsWrong() {
    assertThat(worst(examine(InstantSource.system())))
        .containsEntry("data", Verdict.NOTE)
        .doesNotContainValue(Verdict.WRONG);
  }

  @Test
  void aFreshFolderIsWell() throws Exception {
    DataFolder.open(folder.resolve("data")).close();

    assertThat(worst(examine(InstantSource.system())))
        .containsEntry("secrets", Verdict.OK)
        .containsEntry("sync", Verdict.OK)
        .containsEntry("clock", Verdict.OK)
        .doesNotContainValue(Verdict.WRONG);
    try (var files = Files.list(folder.resolve("data"))) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactly("lock");
    }
  }

  @Test
  void aKeyFileThatOthersCanReadIsWrong() throws Exception {
    DataFolder.open(folder.resolve("data")).close();
    Path keys = Files.writeString(folder.resolve("data/keys"), "x");
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-r-----"));

    assertThat(examine(InstantSource.system()))
        .anySatisfy(finding -> {
          assertThat(finding.verdict()).isEqualTo(Verdict.WRONG);
          assertThat(finding.detail()).contains("chmod go= " + keys);
        });
  }

  @Test
  void aClockThatDisagreesWithTheDiskIsWrong() throws Exception {
    DataFolder.open(folder.resolve("data")).close();
    Instant wrong = Instant.now().plusSeconds(3600);

    assertThat(worst(examine(InstantSource.fixed(wrong)))).containsEntry("clock", Verdict.WRONG);
  }

  @Test
  void thePasswordOfTheFirstStartIsNotForgotten() throws Exception {
    DataFolder.open(folder.resolve("data")).close();
    DataFolder.writeSecret(folder.resolve("data/first-start.json"), "{}");

    assertThat(worst(examine(InstantSource.system()))).containsEntry("first start", Verdict.NOTE);
  }
}
