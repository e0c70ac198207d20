package valise.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import valise.files.notices.Gallery;
import valise.platform.mail.Letter;
import valise.server.serve.CannotStartException;

@Command(
    name = "preview",
    description = "Shows what mails look like, with sample data. Needs no server and no data.",
    mixinStandardHelpOptions = true)
final class MailPreviewCommand implements Callable<Integer> {

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "One of the mails; without it all are listed, or with --out written.")
  private @Nullable String wanted;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Writes NAME.html and NAME.txt into this folder.")
  private @Nullable Path folder;

  @Override
  public Integer call() throws IOException {
    Map<String, Letter> letters = chosen();
    Path out = folder;
    if (out != null) {
      Files.createDirectories(out);
      for (Map.Entry<String, Letter> each : letters.entrySet()) {
        Files.writeString(out.resolve(each.getKey() + ".html"), each.getValue().html());
        Files.writeString(out.resolve(each.getKey() + ".txt"), withSubject(each.getValue()));
      }
      System.out.println("Written to " + out + ": " + String.join(", ", letters.keySet()));
    } else if (wanted == null) {
      letters.forEach((name, letter) -> System.out.printf("%-20s %s%n", name, letter.subject()));
    } else {
      letters.values().forEach(letter -> System.out.println(withSubject(letter)));
    }
    return 0;
  }

  private Map<String, Letter> chosen() {
    Map<String, Letter> all = Gallery.all();
    String name = wanted;
    if (name == null) {
      return all;
    }
    Letter letter = all.get(name);
    if (letter == null) {
      throw new CannotStartException(
          "There is no mail '" + name + "'. There are " + String.join(", ", all.keySet()) + ".");
    }
    return Map.of(name, letter);
  }

  private static String withSubject(Letter letter) {
    return "Subject: " + letter.subject() + "\n\n" + letter.text();
  }
}
