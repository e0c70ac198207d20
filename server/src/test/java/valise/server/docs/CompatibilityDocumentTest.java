package valise.server.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// COMPATIBILITY.md ends with what the tests say about themselves.
final class CompatibilityDocumentTest {

  private static final String MARKER =
      "<!-- Printed from the marks on the tests: ./valise docs -->\n";

  @Test
  void theTableIsWhatTheTestsSay() throws IOException {
    String document = Repository.read("COMPATIBILITY.md");
    int marker = document.indexOf(MARKER);
    assertThat(marker).as("the marker line").isPositive();
    Repository.holds(
        "COMPATIBILITY.md", document.substring(0, marker) + MARKER + Marks.table(Marks.all()));
  }

  @Test
  void aMarkIsReadWithItsTextsInPieces() {
    String source =
        """
          @Test
          @Verified(
              against = "rclone 1.60.1 (Debian)",
              when = "2026-11",
              claim = "Names with \\"quotes\\" "
                  + "come back")
          void x() {}

          @Test
          @Differs(why = "there is nothing to bill")
          void aBillAndASyncAreEmpty() {}
        """;

    List<Marks.Mark> marks = Marks.in(source, "Items");

    assertThat(marks)
        .containsExactly(
            new Marks.Mark(
                "Items",
                "Names with \"quotes\" come back",
                "verified against rclone 1.60.1 (Debian), 2026-11"),
            new Marks.Mark(
                "Items", "A bill and a sync are empty", "**differs**: there is nothing to bill"));
  }
}
