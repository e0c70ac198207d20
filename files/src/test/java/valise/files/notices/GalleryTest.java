package valise.files.notices;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import valise.platform.mail.Letter;

class GalleryTest {

  private static final Pattern HALF_DONE =
      Pattern.compile("\\{[a-z]|%[0-9$sd]|null|\\[\\]|\"\"[^>]");

  static Stream<Letter> letters() {
    return Gallery.all().values().stream();
  }

  @ParameterizedTest
  @MethodSource("letters")
  void everyLetterHasASubjectAPreviewAReasonAndNothingHalfDone(Letter letter) {
    assertThat(letter.subject()).isNotBlank();
    assertThat(letter.preview()).isNotBlank();
    assertThat(letter.footnote()).startsWith("You get this");
    assertThat(HALF_DONE.matcher(letter.text()).find()).as(letter.text()).isFalse();
    assertThat(letter.html()).contains("<html lang=\"en\">").doesNotContain("{text}", "null");
  }
}
