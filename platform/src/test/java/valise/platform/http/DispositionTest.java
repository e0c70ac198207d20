package valise.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class DispositionTest {

  @Test
  void aPlainNameStandsTwice() {
    assertThat(Disposition.attachment("a b.txt").header())
        .isEqualTo("attachment; filename=\"a b.txt\"; filename*=UTF-8''a%20b.txt");
  }

  @Test
  void aForeignNameHasAFallbackWithoutAccents() {
    assertThat(Disposition.inline("naïve €.txt").header())
        .isEqualTo("inline; filename=\"naive _.txt\"; filename*=UTF-8''na%C3%AFve%20%E2%82%AC.txt");
  }

  @Test
  void aPercentSignThatLooksEncodedIsNotLeftInTheFallback() {
    assertThat(Disposition.attachment("100% a%20b").header())
        .startsWith("attachment; filename=\"100% a_20b\"");
  }

  @Property
  void noNameEndsTheHeaderOrBreaksOutOfItsQuotes(@ForAll String name) {
    String header = Disposition.attachment(name).header();
    assertThat(header)
        .matches(
            "attachment; filename=\"[\\x20-\\x7e&&[^\"\\\\]]*\"; filename\\*=UTF-8''[!-~&&[^\"';,\\\\]]*");
    String exact = header.substring(header.indexOf("''") + 2).replace("+", "%2B");
    String wellFormed = new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    assertThat(URLDecoder.decode(exact, StandardCharsets.UTF_8)).isEqualTo(wellFormed);
  }
}
