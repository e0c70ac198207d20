package valise.hub.elements;

import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import valise.hub.ids.AccountId;
import valise.hub.ids.Caller;
import valise.hub.tenants.Account;
import valise.hub.tenants.Tenants;
import valise.hub.wire.Endpoint;

/// `/elements/{keyOrId}/accounts`: which accounts a private element is for, besides its maker's.
@Endpoint
final class ElementAccountsEndpoint {

  private final Elements elements;
  private final Tenants tenants;

  ElementAccountsEndpoint(Elements elements, Tenants tenants) {
    this.elements = elements;
    this.tenants = tenants;
  }

  /// The published operations show no answer; this names both sides.
  record GrantJson(long id, String name, String externalId, long elementId, String elementKey) {

    static GrantJson of(Account account, Element element) {
      return new GrantJson(
          account.id().value(),
          account.name(),
          account.externalId(),
          element.id().value(),
          element.key());
    }
  }

  private Account account(Caller caller, long id) {
    return tenants.account(caller, new AccountId(id));
  }

  @GetMapping("/elements/{keyOrId}/accounts/{accountId}")
  GrantJson get(
      Caller caller, @PathVariable("keyOrId") String keyOrId, @PathVariable("accountId") long id) {
    Account account = account(caller, id);
    return GrantJson.of(account, elements.granted(caller, keyOrId, account.id()));
  }

  @PutMapping("/elements/{keyOrId}/accounts/{accountId}")
  GrantJson grant(
      Caller caller, @PathVariable("keyOrId") String keyOrId, @PathVariable("accountId") long id) {
    Account account = account(caller, id);
    return GrantJson.of(account, elements.grant(caller, keyOrId, account.id()));
  }

  @DeleteMapping("/elements/{keyOrId}/accounts/{accountId}")
  void revoke(
      Caller caller, @PathVariable("keyOrId") String keyOrId, @PathVariable("accountId") long id) {
    elements.revoke(caller, keyOrId, account(caller, id).id());
  }
}
