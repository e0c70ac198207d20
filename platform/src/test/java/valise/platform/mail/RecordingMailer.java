package valise.platform.mail;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// Keeps what was sent, for a test to look at.
public final class RecordingMailer implements Mailer {

  private final List<Message> sent = new CopyOnWriteArrayList<>();
  private volatile Optional<MailFailedException> failing = Optional.empty();

  @Override
  public void send(Message message) {
    failing.ifPresent(e -> {
      throw e;
    });
    sent.add(message);
  }

  public List<Message> sent() {
    return List.copyOf(sent);
  }

  public List<Message> sentTo(String email) {
    return sent.stream()
        .filter(message -> message.to().stream().anyMatch(to -> to.email().equals(email)))
        .toList();
  }

  public void clear() {
    sent.clear();
  }

  /// From now on nothing is taken, or everything again.
  public void fail(boolean fails) {
    failing =
        fails
            ? Optional.of(
                new MailFailedException(
                    "The test's mail server is away", new IllegalStateException(), false))
            : Optional.empty();
  }

  /// From now on everything fails so.
  void fail(MailFailedException how) {
    failing = Optional.of(how);
  }
}
