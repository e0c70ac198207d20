package valise.files.items;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import valise.platform.Refusal;

class NamesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "../x",
        "..\\x",
        "a/b",
        "a\\b",
        "/etc/passwd",
        "C:",
        "a:b",
        "a*",
        "a?",
        "a\"b",
        "a<b",
        "a>b",
        "a|b",
        " a",
        "a ",
        "a.",
        "a..",
        "\u00a0a",
        "a\u3000",
        "a\tb",
        "a\nb",
        "a\u0000b",
        "a\u007fb",
        "a\u0085b",
        "a\u2028b",
        "a\u2029b",
        "a\u202egpj.exe",
        "\u2066a\u2069",
        "\ufeffa",
        "CON",
        "con.txt",
        "Aux.tar.gz",
        "nul",
        "COM1",
        "lpt9.log",
        "prn .txt",
        "CONIN$",
        "com\u00b9",
        "\ud800",
        "a\udc00b",
        "\uffff"
      })
  void aHostileNameIsRefused(String name) {
    assertThatThrownBy(() -> Names.check(name))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo("BAD_NAME"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        ".gitignore",
        "console",
        "com10",
        "a.b.c",
        "Ärger & Co (2).pdf",
        "日本語.txt",
        "שלום",
        "a\u200db",
        "👩‍👩‍👧.png",
        "%2e%2e",
        "con-cert",
        "a ",
        "~",
        "a'b"
      })
  void anHonestNameIsKeptAsItIs(String name) {
    String stripped = name.strip();
    assertThat(Names.check(stripped)).isEqualTo(stripped);
  }

  @Test
  void aNameMayHave256CharactersAndNoMore() {
    assertThat(Names.check("x".repeat(256))).hasSize(256);
    assertThatThrownBy(() -> Names.check("x".repeat(257))).isInstanceOf(Refusal.class);
  }

  @Test
  void namesCompareWithoutCaseAndInOneUnicodeForm() {
    assertThat(Names.fold("ÄRGER.TXT")).isEqualTo(Names.fold("a\u0308rger.txt"));
    assertThat(Names.fold("STRASSE")).isEqualTo(Names.fold("straße"));
    assertThat(Names.fold("ΟΔΟΣ")).isEqualTo(Names.fold("οδος")).isEqualTo(Names.fold("οδοσ"));
    assertThat(Names.fold("a")).isNotEqualTo(Names.fold("ä"));
  }

  @Property
  void foldingTwiceIsFoldingOnce(@ForAll @StringLength(max = 40) String name) {
    assertThat(Names.fold(Names.fold(name))).isEqualTo(Names.fold(name));
  }

  @Property
  void aNameFitsItsColumnHoweverItFolds(@ForAll @StringLength(value = 256) String name) {
    assertThat(Names.fold(name).codePointCount(0, Names.fold(name).length()))
        .isLessThanOrEqualTo(1024);
  }

  @Property
  void aNumberedNameIsANameAgain(@ForAll @StringLength(min = 1, max = 256) String name) {
    try {
      Names.check(name);
    } catch (Refusal refusal) {
      return;
    }
    assertThat(Names.check(Names.numbered(name, 17))).contains(" (17)");
  }
}
