package valise.server.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// ERRORS.md lists the codes that callers can meet, all of them and no others.
final class ErrorsDocumentTest {

  private static final Pattern LITERAL =
      Pattern.compile("\"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|INTERNAL|UNAVAILABLE)\"");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([A-Z0-9_]+)` \\|");

  /// Texts of the same form that are no codes.
  private static final Set<String> OTHERS =
      Set.of("LC_ALL", "LC_CTYPE", "TRANSACTION_READ_COMMITTED", "TRANSACTION_REPEATABLE_READ");

  @Test
  void listsEveryCodeAndNoOther() throws IOException {
    Set<String> used = new TreeSet<>();
    for (Path source : Repository.sources("src/main/java")) {
      // These answer no requests.
      if (source.toString().matches(".*/(server|thumbnailer|benchmarks)/.*")) {
        continue;
      }
      LITERAL.matcher(Files.readString(source)).results().map(m -> m.group(1)).forEach(used::add);
    }
    assertThat(used).containsAll(OTHERS);
    used.removeAll(OTHERS);

    Set<String> listed =
        ROW.matcher(Repository.read("ERRORS.md"))
            .results()
            .map((MatchResult m) -> m.group(1))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(listed).containsExactlyInAnyOrderElementsOf(used);
  }

  @Test
  void listsEachCodeOnce() {
    assertThat(ROW.matcher(Repository.read("ERRORS.md")).results().map(m -> m.group(1)).toList())
        .doesNotHaveDuplicates();
  }
}
