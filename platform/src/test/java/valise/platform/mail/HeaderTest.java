package valise.platform.mail;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// No text of anybody's makes a header, a recipient or a part of its own.
class HeaderTest {

  private static final Session SESSION = Session.getInstance(new Properties());
  private static final Address US = Address.of("valise@example.com");
  private static final Set<String> OURS =
      Set.of(
          "Date",
          "From",
          "Reply-To",
          "To",
          "Message-ID",
          "Subject",
          "MIME-Version",
          "Content-Type",
          "Auto-Submitted",
          "X-Auto-Response-Suppress");

  /// What has broken mailers, alone and mixed with anything at all: text with one letter beyond
  /// ASCII is encoded as a whole, and then harmless.
  @Provide
  Arbitrary<String> evil() {
    Arbitrary<String> plain =
        Arbitraries.of(
            "\r\n",
            "\n",
            "\r",
            "\r\n ",
            "\r\n\r\n",
            "\nBcc: all@evil.example",
            "\r\nBcc: all@evil.example",
            "Subject: x\r\n",
            "=?utf-8?q?=0D=0ABcc:_all@evil.example?=",
            "=?utf-8?b?DQpCY2M6IGE=?=",
            "<a@evil.example>",
            "\t",
            " ",
            ",",
            ";",
            "\"",
            "\\",
            "--",
            ":",
            "Ann");
    Arbitrary<String> strange =
        Arbitraries.of(
            "\u0085", "\u2028", "\u2029", "\u0000", "\u202e", "\ud83d", "\ude00", "\ud83d\ude00");
    return Arbitraries.oneOf(
        joined(plain), joined(Arbitraries.oneOf(plain, strange, Arbitraries.strings().all())));
  }

  private static Arbitrary<String> joined(Arbitrary<String> parts) {
    return parts.list().ofMaxSize(8).map(each -> String.join("", each));
  }

  @Property
  void whateverPeopleAreCalledAndWriteTheHeadersAreOursAndTheReaderIsOne(
      @ForAll("evil") String subject, @ForAll("evil") String name, @ForAll("evil") String words)
      throws Exception {
    Message message =
        Letter.of(name, subject)
            .preview(words)
            .title(subject)
            .words(words)
            .things(List.of(new Letter.Thing(name, words)), 9)
            .to(Address.named(US.email(), name), Address.named("her@example.org", name))
            .withReplyTo(Address.named("him@example.net", name));

    // We leave nothing to the library, which would catch most of it.
    for (String ours :
        List.of(
            message.subject(),
            message.from().name(),
            message.replyTo().name(),
            message.to().getFirst().name())) {
      assertThat(ours.chars()).noneMatch(Character::isISOControl);
    }
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    Mime.of(message, SESSION, Instant.EPOCH).writeTo(wire);
    MimeMessage read = new MimeMessage(SESSION, new ByteArrayInputStream(wire.toByteArray()));

    Set<String> names = new TreeSet<>();
    Collections.list(read.getAllHeaders()).forEach(header -> names.add(header.getName()));
    assertThat(OURS).containsAll(names);
    assertThat(Collections.list(read.getAllHeaders())).hasSameSizeAs(names);
    assertThat(read.getAllRecipients()).hasSize(1);
    assertThat(read.getAllRecipients()[0].toString()).contains("her@example.org");
    assertThat(read.getFrom()).hasSize(1);
    assertThat(read.getReplyTo()).hasSize(1);
    assertThat(((jakarta.mail.Multipart) read.getContent()).getCount()).isEqualTo(2);
    String head = wire.toString(StandardCharsets.ISO_8859_1).split("\r\n\r\n", 2)[0];
    assertThat(head.lines()).allMatch(line -> line.matches("[ -~\t]*"));
  }
}
