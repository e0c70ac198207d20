package valise.platform.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Properties;
import java.util.UUID;

/// Puts each message into a folder as an `.eml` file, which every mail program opens. The names
/// sort by time. A file appears whole and is on the disk when [#send] returns.
public final class FolderMailer implements Mailer {

  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Path folder;
  private final InstantSource clock;
  private final Session session = Session.getInstance(new Properties());

  /// Makes the folder if it is missing.
  public FolderMailer(Path folder, InstantSource clock) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.clock = clock;
  }

  @Override
  public void send(Message message) {
    Instant now = clock.instant();
    String name = NAME.format(now) + "-" + UUID.randomUUID().toString().substring(0, 8);
    Path half = folder.resolve("." + name + ".part");
    try {
      try (FileChannel file =
              FileChannel.open(half, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
          OutputStream out = new BufferedOutputStream(Channels.newOutputStream(file))) {
        Mime.of(message, session, now).writeTo(out);
        out.flush();
        file.force(true);
      }
      Files.move(half, folder.resolve(name + ".eml"), StandardCopyOption.ATOMIC_MOVE);
      try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
        directory.force(true);
      }
    } catch (IOException | MessagingException e) {
      throw new MailFailedException("Cannot write a message into " + folder, e, false);
    }
  }
}
