package valise.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartReaderTest {

  private static final String TYPE = "multipart/form-data; boundary=B0und";

  /// A part as a test sees it; bodies are Latin-1 text.
  private record Seen(String name, String filename, String body) {}

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /// A stream that yields at most `most` bytes at a time.
  private static InputStream dribbling(byte[] bytes, int most) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] into, int offset, int length) {
        return super.read(into, offset, Math.min(length, most));
      }
    };
  }

  private static PartReader reader(String type, String body, int most, int buffer)
      throws IOException {
    byte[] bytes = latin(body);
    return PartReader.of(
        type,
        IncomingBody.of(dribbling(bytes, most), OptionalLong.of(bytes.length), 1 << 24),
        buffer);
  }

  private static List<Seen> read(PartReader reader) throws IOException {
    List<Seen> seen = new ArrayList<>();
    for (Optional<Part> next = reader.next(); next.isPresent(); next = reader.next()) {
      Part part = next.get();
      seen.add(
          new Seen(
              part.name().orElse("-"),
              part.filename().orElse("-"),
              new String(part.body().readAllBytes(), StandardCharsets.ISO_8859_1)));
    }
    return seen;
  }

  private static List<Seen> read(String type, String body) throws IOException {
    return read(reader(type, body, Integer.MAX_VALUE, 1 << 17));
  }

  private static List<Seen> read(String body) throws IOException {
    return read(TYPE, body);
  }

  private static final Pattern DELIMITER = Pattern.compile("\r\n--B0und(--|[ \t]{0,64}\r\n)");

  private static final String HEAD =
      "--B0und\r\nContent-Disposition: form-data; name=\"File1\"; filename=\"a.txt\"\r\n\r\n";

  private static String encode(List<String> bodies) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < bodies.size(); i++) {
      text.append("--B0und\r\nContent-Disposition: form-data; name=\"n").append(i);
      text.append("\"; filename=\"f").append(i).append("\"\r\nX-Any: thing\r\n\r\n");
      text.append(bodies.get(i)).append("\r\n");
    }
    return text + "--B0und--\r\n";
  }

  @Provide
  Arbitrary<String> hostile() {
    return Arbitraries.of(
            "\r\n--B0unX",
            "\r\n--B0undX",
            "\r\n--B0und-x",
            "\r\n--B0und \t x",
            "\r\n--B0und\rx",
            "\r\n--",
            "\r\n-",
            "\r\n",
            "\r",
            "\n",
            "--B0und",
            "--B0und--",
            "\r\r\n",
            "B0und",
            "-",
            "plain",
            "\u0000\u00ff",
            "x".repeat(70),
            "\r\n--B0und" + " ".repeat(70) + "\r\n")
        .list()
        .ofMaxSize(8)
        .map(tokens -> String.join("", tokens))
        // The law that senders keep: the delimiter is not in the data.
        .filter(body -> {
          Matcher delimiter = DELIMITER.matcher(body + "\r\n--B0und--");
          return delimiter.find() && delimiter.start() == body.length();
        });
  }

  @Property
  void whatWasEncodedIsDecodedHoweverItArrives(
      @ForAll List<@From("hostile") String> bodies,
      @ForAll @IntRange(min = 1, max = 300) int most,
      @ForAll @IntRange(min = 130, max = 600) int buffer)
      throws IOException {
    Assume.that(!bodies.isEmpty());
    List<Seen> expected = new ArrayList<>();
    for (int i = 0; i < bodies.size(); i++) {
      expected.add(new Seen("n" + i, "f" + i, bodies.get(i)));
    }
    assertThat(read(reader(TYPE, encode(bodies), most, buffer))).isEqualTo(expected);
  }

  @Test
  void aDelimiterMaySplitOverTheBufferAtAnyOffset() throws IOException {
    for (int length = 0; length < 700; length++) {
      String body = "x".repeat(length);
      for (int most : new int[] {1, 7, 1000}) {
        assertThat(read(reader(TYPE, encode(List.of(body, "y")), most, 135)))
            .isEqualTo(List.of(new Seen("n0", "f0", body), new Seen("n1", "f1", "y")));
      }
    }
  }

  @Property
  void aBodyCutAnywhereNeverYieldsAShorterPart(
      @ForAll @IntRange(min = 0, max = 400) int cutAt, @ForAll boolean declared)
      throws IOException {
    List<String> bodies = List.of("first\r\n--B0unX\r\n".repeat(5), "", "third\r\n-".repeat(8));
    String whole = encode(bodies);
    Assume.that(cutAt < whole.length());
    byte[] arrived = latin(whole.substring(0, cutAt));
    // Declared: the connection is gone. Undeclared: the sender claims that this was all.
    IncomingBody body =
        IncomingBody.of(
            new ByteArrayInputStream(arrived),
            OptionalLong.of(declared ? whole.length() : arrived.length),
            1 << 20);
    PartReader reader = PartReader.of(TYPE, body);
    int ended = 0;
    boolean failed = false;
    try {
      for (Optional<Part> next = reader.next(); next.isPresent(); next = reader.next()) {
        byte[] bytes = next.get().body().readAllBytes();
        assertThat(bytes).isEqualTo(latin(bodies.get(ended++)));
      }
    } catch (BodyCutException | MalformedPartsException e) {
      failed = true;
    }
    if (declared) {
      // Nothing but the line break, or more, after the last boundary may be missing unnoticed.
      assertThat(failed).isEqualTo(cutAt < whole.length() - 2);
    } else {
      assertThat(failed || ended == 3 || endsWithDelimiter(whole, cutAt)).isTrue();
    }
  }

  private static boolean endsWithDelimiter(String whole, int cutAt) {
    return whole.substring(0, cutAt).matches("(?s)(.*\r\n)?--B0und(\r|\r\n|-)?");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--\r\n", "--", "--anything", "-", "", "\r", "\r\n", "  ", "--\r\nepilogue"})
  void theLastDelimiterMayLackWhatFollowsItsBoundary(String end) throws IOException {
    assertThat(read(HEAD + "data\r\n--B0und" + end))
        .containsExactly(new Seen("File1", "a.txt", "data"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "\r", "\r\n", "\r\n--B0un", "--B0und--", "\n--B0und--\n", "\r\n--B0undx"})
  void withoutAWholeDelimiterABodyIsCutEvenIfAllItsBytesCame(String end) {
    assertThatThrownBy(() -> read(HEAD + "data" + end))
        .isInstanceOfSatisfying(
            BodyCutException.class, e -> assertThat(e.how()).isEqualTo(BodyCutException.How.SHORT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "multipart/form-data; boundary=B0und",
        "multipart/form-data; boundary=\"B0und\"",
        "multipart/form-data, boundary=B0und",
        "Multipart/Form-Data;charset=utf-8; BOUNDARY=B0und ; x=y",
      })
  void theBoundaryIsFoundHoweverItIsNamed(String type) throws IOException {
    assertThat(PartReader.reads(type)).isTrue();
    assertThat(read(type, HEAD + "data\r\n--B0und--")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=\"a\rb\"",
        "multipart/form-data; boundary"
      })
  void withoutABoundaryItIsNoForm(String type) {
    assertThatThrownBy(() -> read(type, HEAD)).isInstanceOf(MalformedPartsException.class);
  }

  @Test
  void aBoundaryBeyondMeasureIsRefused() {
    assertThatThrownBy(() -> read("multipart/form-data; boundary=" + "b".repeat(201), ""))
        .isInstanceOf(MalformedPartsException.class);
  }

  @Test
  void aWholeBodyWithoutTheBoundaryIsNoForm() {
    assertThatThrownBy(() -> read("just bytes")).isInstanceOf(MalformedPartsException.class);
    assertThatThrownBy(() -> read("")).isInstanceOf(MalformedPartsException.class);
  }

  @Test
  void whatStandsBeforeTheFirstBoundaryIsPassedOver() throws IOException {
    assertThat(read("\r\n" + HEAD + "data\r\n--B0und--")).hasSize(1);
    assertThat(read("hello --B0und\r\n" + HEAD + "data\r\n--B0und--"))
        .containsExactly(new Seen("File1", "a.txt", "data"));
  }

  @Test
  void aFormWithoutPartsHasNone() throws IOException {
    assertThat(read("--B0und--\r\n")).isEmpty();
  }

  private static Part only(String headers) throws IOException {
    PartReader reader =
        reader(TYPE, "--B0und\r\n" + headers + "\r\n\r\n\r\n--B0und--", 1 << 20, 1 << 17);
    return reader.next().orElseThrow();
  }

  @Test
  void namesWithoutQuotesAreRead() throws IOException {
    Part part = only("content-disposition: form-data; name=File1; filename=my file.txt");
    assertThat(part.name()).hasValue("File1");
    assertThat(part.filename()).hasValue("my file.txt");
  }

  @Test
  void theExtendedNameWinsWhenItCanBeRead() throws IOException {
    assertThat(
            only("Content-Disposition: form-data; filename=\"x\"; filename*=UTF-8''na%C3%AFve")
                .filename())
        .hasValue("naïve");
    assertThat(
            only("Content-Disposition: form-data; filename=\"x\"; filename*=UTF-8''%C3%")
                .filename())
        .hasValue("x");
    assertThat(
            only("Content-Disposition: form-data; filename=\"x\"; filename*=UTF-8''%C3").filename())
        .hasValue("x");
  }

  @Test
  void namesAreReadAsUtf8OrElseAsLatin1() throws IOException {
    String utf8 = new String("naïve".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    assertThat(only("Content-Disposition: form-data; filename=\"" + utf8 + "\"").filename())
        .hasValue("naïve");
    assertThat(only("Content-Disposition: form-data; filename=\"naïve\"").filename())
        .hasValue("naïve");
  }

  @Test
  void foldersBeforeAFilenameAreDropped() throws IOException {
    assertThat(only("Content-Disposition: form-data; filename=\"C:\\dir\\a.txt\"").filename())
        .hasValue("a.txt");
    assertThat(only("Content-Disposition: form-data; filename=\"../../a.txt\"").filename())
        .hasValue("a.txt");
    assertThat(only("Content-Disposition: form-data; filename=\"a \\\"b\\\" ; c.txt\"").filename())
        .hasValue("a \"b\" ; c.txt");
  }

  @Test
  void headersAreFoundInAnyCaseAndFoldedOnesJoined() throws IOException {
    Part part = only("CONTENT-TYPE: text/plain;\r\n charset=x\r\nA: b");
    assertThat(part.contentType()).hasValue("text/plain; charset=x");
    assertThat(part.header("a")).hasValue("b");
    assertThat(part.filename()).isEmpty();
    assertThat(part.headerNames()).containsExactlyInAnyOrder("content-type", "a");
  }

  @Test
  void aPartMayHaveNoHeaders() throws IOException {
    assertThat(read("--B0und\r\n\r\ndata\r\n--B0und--"))
        .containsExactly(new Seen("-", "-", "data"));
  }

  @Test
  void headersBeyondMeasureAreRefused() {
    assertThatThrownBy(() -> read("--B0und\r\nA: " + "b".repeat(1 << 20) + "\r\n\r\n\r\n--B0und--"))
        .isInstanceOf(MalformedPartsException.class);
    assertThatThrownBy(() -> read("--B0und\r\n" + "A: b\r\n".repeat(4000) + "\r\n\r\n--B0und--"))
        .isInstanceOf(MalformedPartsException.class);
    assertThatThrownBy(() -> read("--B0und\r\nno colon\r\n\r\n\r\n--B0und--"))
        .isInstanceOf(MalformedPartsException.class);
  }

  @Test
  void moreThanAThousandPartsAreRefused() throws IOException {
    assertThat(read("--B0und\r\n\r\n\r\n".repeat(1000) + "--B0und--")).hasSize(1000);
    assertThatThrownBy(() -> read("--B0und\r\n\r\n\r\n".repeat(1001) + "--B0und--"))
        .isInstanceOf(MalformedPartsException.class);
  }

  @Test
  void aPartPassedOverIsNeverMistakenForAnEmptyOne() throws IOException {
    PartReader reader = reader(TYPE, encode(List.of("one", "two")), 1000, 1000);
    Part one = reader.next().orElseThrow();
    Part two = reader.next().orElseThrow();
    assertThatThrownBy(() -> one.body().read()).hasMessageContaining("passed over");
    assertThat(two.body().readAllBytes()).isEqualTo(latin("two"));
    assertThat(two.body().read()).isEqualTo(-1);
    assertThat(reader.next()).isEmpty();
    assertThat(reader.next()).isEmpty();
    assertThatThrownBy(() -> two.body().read()).hasMessageContaining("passed over");
  }

  @Test
  void aPartTransfersWhatItReads() throws IOException {
    String body = "0123456789\r\n--B0unX".repeat(10_000);
    PartReader reader = reader(TYPE, encode(List.of(body)), 5000, 1 << 13);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Part part = reader.next().orElseThrow();
    assertThat(part.body().read()).isEqualTo('0');
    assertThat(part.body().transferTo(out)).isEqualTo(body.length() - 1);
    assertThat(out.toString(StandardCharsets.ISO_8859_1)).isEqualTo(body.substring(1));
  }
}
