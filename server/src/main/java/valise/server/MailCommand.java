package valise.server;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import valise.server.serve.CannotStartException;

@Command(
    name = "mail",
    description = "Lists the mail in the data folder, where it goes while no mail server is set.",
    mixinStandardHelpOptions = true,
    subcommands = {
      MailQueueCommand.class,
      MailQueueCommand.Sent.class,
      MailQueueCommand.Retry.class,
      MailPreviewCommand.class
    })
final class MailCommand implements Callable<Integer> {

  private static final Session SESSION = Session.getInstance(new Properties());

  @Mixin private Place place = new Place();

  @Parameters(
      arity = "0..1",
      paramLabel = "MESSAGE",
      description = "A message to show, as the list names it; 'last' is the last one.")
  private @Nullable String wanted;

  @Override
  public Integer call() throws IOException, MessagingException {
    List<Path> all = messages(place.existing().storage().mailFolder());
    String name = wanted;
    if (name != null) {
      show(name, all);
      return 0;
    }
    for (Path file : all) {
      MimeMessage message = read(file);
      System.out.printf(
          "%s  %-30s  %s%n",
          stem(file),
          String.join(
              ", ",
              Arrays.stream(
                      Optional.ofNullable(message.getAllRecipients())
                          .orElse(new jakarta.mail.Address[0]))
                  .map(Object::toString)
                  .toList()),
          message.getSubject());
    }
    return 0;
  }

  private static List<Path> messages(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".eml")).sorted().toList();
    }
  }

  private static void show(String name, List<Path> all) throws IOException, MessagingException {
    Path file =
        name.equals("last") && !all.isEmpty()
            ? all.getLast()
            : all.stream()
                .filter(one -> stem(one).equals(name))
                .findAny()
                .orElseThrow(() -> new CannotStartException("There is no message '" + name + "'."));
    System.out.println(text(read(file)).orElse("(no text)"));
  }

  private static Optional<String> text(Part part) throws IOException, MessagingException {
    if (part.isMimeType("text/plain")) {
      return Optional.of((String) part.getContent());
    }
    if (part.getContent() instanceof Multipart parts) {
      for (int i = 0; i < parts.getCount(); i++) {
        BodyPart inner = parts.getBodyPart(i);
        Optional<String> found = text(inner);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private static MimeMessage read(Path file) throws IOException, MessagingException {
    try (InputStream in = Files.newInputStream(file)) {
      return new MimeMessage(SESSION, in);
    }
  }

  private static String stem(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.substring(0, name.length() - ".eml".length());
  }
}
