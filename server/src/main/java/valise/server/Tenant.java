package valise.server;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import picocli.CommandLine.Option;
import valise.files.accounts.Account;
import valise.files.accounts.Accounts;
import valise.files.ids.EmailAddress;
import valise.server.serve.CannotStartException;

/// Which account a command is about.
final class Tenant {

  @Option(
      names = "--account",
      paramLabel = "SUBDOMAIN",
      description = "The account; without it the default one.")
  private @Nullable String subdomain;

  Account of(ApplicationContext features) {
    Accounts accounts = features.getBean(Accounts.class);
    String named = subdomain;
    return (named == null ? accounts.byDefault() : accounts.bySubdomain(named))
        .orElseThrow(() ->
            new CannotStartException(
                named == null
                    ? "There is no account yet. Start the server once."
                    : "There is no account '" + named + "'."));
  }

  static EmailAddress address(String text) {
    return EmailAddress.parse(text)
        .orElseThrow(() -> new CannotStartException("'" + text + "' is no e-mail address."));
  }
}
