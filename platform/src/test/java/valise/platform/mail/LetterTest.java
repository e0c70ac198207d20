package valise.platform.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LetterTest {

  private static Letter letter() {
    return Letter.of("Acme", "Three files")
        .preview("From Jane")
        .title("Three files for you")
        .paragraph("Jane sent them.")
        .words("Dear Bob,\n\nhere they are.")
        .facts(List.of(new Letter.Fact("Until", "3 March 2026")))
        .things(
            IntStream.rangeClosed(1, 5)
                .mapToObj(i -> new Letter.Thing("file " + i, i + " KB"))
                .toList(),
            3)
        .button("Open the files", "https://files.example/d/a1?x=1&y=2")
        .aside("Good for ten days.")
        .footnote("You get this because Jane named you.");
  }

  @Test
  void thePlainTextSaysAllThatThePageSays() {
    assertThat(letter().text())
        .isEqualTo(
            """
            Three files for you

            Jane sent them.

            > Dear Bob,
            >
            > here they are.

            Until: 3 March 2026

            - file 1 (1 KB)
            - file 2 (2 KB)
            - file 3 (3 KB)
              and 2 more

            Open the files:
            https://files.example/d/a1?x=1&y=2

            Good for ten days.

            --\s
            Acme
            You get this because Jane named you.
            """);
    String page = letter().html();
    for (String each :
        List.of(
            "Three files for you",
            "Jane sent them.",
            "here they are.",
            "3 March 2026",
            "file 3",
            "3 KB",
            "and 2 more",
            "Open the files",
            "href=\"https://files.example/d/a1?x=1&amp;y=2\"",
            "Good for ten days.",
            "Acme",
            "because Jane named you")) {
      assertThat(page).contains(each);
    }
  }

  @Test
  void whatOthersWroteIsNeverMarkupAndNeverFetchesAnything() {
    String evil = "<img src=x onerror=alert(1)>\"'&<script>";
    String page =
        Letter.of(evil, evil)
            .preview(evil)
            .title(evil)
            .paragraph(evil)
            .words(evil)
            .facts(List.of(new Letter.Fact(evil, evil)))
            .things(List.of(new Letter.Thing(evil, evil)), 9)
            .button(evil, "https://files.example/")
            .aside(evil)
            .footnote(evil)
            .html();

    assertThat(page).doesNotContain("<img", "<script", "<link", "url(", "{subject}", "{text}");
    assertThat(page).contains("&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;&lt;script&gt;");
  }

  @Test
  void wordsOfOthersCannotPassForOurs() {
    String text =
        Letter.of("Acme", "x")
            .words("Hello\nOpen the files:\nhttps://evil.example/")
            .things(List.of(new Letter.Thing("a\r\n- b\u2028c", "")), 9)
            .text();

    assertThat(text.lines()).contains("> Open the files:", "> https://evil.example/", "- a - b c");
  }

  @Test
  void aSubjectIsOneLineOfBearableLength() {
    assertThat(Letter.of("Acme", "a\r\nBcc: x@y.example").subject())
        .isEqualTo("a Bcc: x@y.example");
    String long1 = Letter.of("Acme", "\ud83d\ude00".repeat(500)).subject();
    assertThat(long1).hasSizeLessThanOrEqualTo(200).endsWith("\ude00\u2026");
  }

  @Test
  void aButtonLeadsToAWebPage() {
    assertThatThrownBy(() -> Letter.of("Acme", "x").button("Go", "javascript:alert(1)"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
