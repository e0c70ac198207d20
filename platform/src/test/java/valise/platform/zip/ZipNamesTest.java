package valise.platform.zip;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import valise.platform.http.Region;
import valise.platform.http.RegionOfBytes;

class ZipNamesTest {

  private static final Region EMPTY = new RegionOfBytes();

  /// Folders are written with a slash at the end.
  private static List<String> named(String... names) {
    List<ZipLayout.Entry> entries =
        Stream.of(names)
            .<ZipLayout.Entry>map(name ->
                name.endsWith("/")
                    ? new ZipLayout.Folder(name, Instant.EPOCH)
                    : new ZipLayout.File(name, EMPTY, 0, Instant.EPOCH))
            .toList();
    return ZipNames.of(entries).stream().map(ZipNames.Named::name).toList();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      textBlock =
          """
          a/b.txt,a/b.txt
          /etc/passwd,etc/passwd
          //a///b,a/b
          ../../x,__/__/x
          a/./b,a/_/b
          `.. /x`,___/x
          ...,___
          C:\\x,C__x
          C:/x,C_/x
          ..\\..\\x,.._.._x
          a.txt.,a.txt_
          .hidden,.hidden
          naïve €.txt,naïve €.txt
          """)
  void aNameIsMadeSafe(String name, String expected) {
    assertThat(named(name)).containsExactly(expected);
  }

  @Test
  void controlCharactersAndHalfCharactersGo() {
    assertThat(named("a\u0000b\nc\u007f\u0085\ud800d")).containsExactly("a_b_c___d");
    assertThat(named("\ud83d\ude00")).containsExactly("\ud83d\ude00");
  }

  @Test
  void aFileWithoutANameGetsOneAndAFolderWithoutIsLeftOut() {
    assertThat(named("", "//", "/")).containsExactly("_");
  }

  @Test
  void duplicatesAreNumberedWithoutRegardToCase() {
    assertThat(named("a.txt", "A.TXT", "a.txt", "d/a.txt", "b", "B", ".x", ".X"))
        .containsExactly(
            "a.txt", "A (1).TXT", "a (2).txt", "d/a.txt", "b", "B (1)", ".x", ".X (1)");
    assertThat(named("a (1).txt", "a.txt", "a.txt"))
        .containsExactly("a (1).txt", "a.txt", "a (2).txt");
  }

  @Test
  void namesThatDifferOnlyInNormalFormAreDuplicates() {
    assertThat(named("\u00e9.txt", "e\u0301.txt")).containsExactly("\u00e9.txt", "e\u0301 (1).txt");
  }

  @Test
  void aFolderNamedTwiceIsThereOnce() {
    assertThat(named("d/", "D/", "d/x")).containsExactly("d/", "d/x");
  }

  @Test
  void aFileNeverTakesTheNameOfAFolder() {
    assertThat(named("d", "D/x", "e", "e/")).containsExactly("d (1)", "D/x", "e (1)", "e/");
  }

  @Test
  void aPathBeyondTheFormatLosesItsFirstFolders() {
    String deep = "d".repeat(250) + "/";
    String path = deep.repeat(300) + "a.txt";
    String name = named(path).getFirst();
    assertThat(name.length()).isBetween(64_000, 65_000);
    assertThat(path).endsWith("/" + name);
    assertThat(named("x".repeat(100_000)).getFirst()).hasSize(10_000);
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.of("..", ".", "/", "\\", "a", "A", "b.txt", " ", "C:", "\u0007", "x (1)", "")
        .list()
        .ofMaxSize(6)
        .map(parts -> String.join("", parts));
  }

  @Property
  void everyNameIsSafeAndUniqueAndNoFileIsAFolder(@ForAll List<@From("names") String> names) {
    List<String> named = named(names.toArray(String[]::new));
    Set<String> files = new HashSet<>();
    Set<String> folders = new HashSet<>();
    for (String name : named) {
      assertThat(name).doesNotContain("\\", ":").doesNotMatch("(?s).*\\p{Cntrl}.*");
      assertThat(name).doesNotStartWith("/");
      for (String segment :
          (name.endsWith("/") ? name.substring(0, name.length() - 1) : name).split("/", -1)) {
        assertThat(segment).isNotEmpty().doesNotMatch("[. ]+").doesNotMatch(".*[. ]");
      }
      String key = name.toLowerCase(Locale.ROOT);
      assertThat(name.endsWith("/") || files.add(key)).isTrue();
      for (int slash = key.indexOf('/'); slash >= 0; slash = key.indexOf('/', slash + 1)) {
        folders.add(key.substring(0, slash));
      }
    }
    assertThat(Collections.disjoint(files, folders)).isTrue();
    assertThat(files).hasSize((int) names.stream().filter(name -> !name.endsWith("/")).count());
  }
}
