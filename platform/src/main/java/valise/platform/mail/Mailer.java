package valise.platform.mail;

/// Sends mail.
public interface Mailer {

  /// Returns when somebody else is responsible for the message: the mail server has taken it, or it
  /// is on the disk.
  ///
  /// @throws MailFailedException if nobody took it
  void send(Message message);
}
