package valise.files.accounts;

import java.util.Set;
import valise.files.ids.EmailAddress;

/// E-mail domains that are kept out, or the only ones let in. A domain stands for its subdomains
/// too. An empty list restricts nobody.
public record DomainList(boolean barred, Set<String> domains) {

  public DomainList {
    domains = Set.copyOf(domains);
  }

  public boolean admits(EmailAddress address) {
    if (domains.isEmpty()) {
      return true;
    }
    String domain = address.domain();
    boolean listed = domains.contains(domain);
    for (int dot = domain.indexOf('.'); dot >= 0 && !listed; dot = domain.indexOf('.', dot + 1)) {
      listed = domains.contains(domain.substring(dot + 1));
    }
    return listed != barred;
  }
}
