package valise.files.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import valise.platform.mail.Mailer;
import valise.platform.mail.Message;

/// Keeps what would have been sent.
public final class SentMail implements Mailer {

  private final List<Message> sent = new CopyOnWriteArrayList<>();

  @Override
  public void send(Message message) {
    sent.add(message);
  }

  /// All that was sent, the oldest first.
  public List<Message> all() {
    return List.copyOf(sent);
  }

  public Message last() {
    return sent.getLast();
  }

  public void forget() {
    sent.clear();
  }
}
