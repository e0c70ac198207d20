package valise.files.accounts;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import valise.files.ids.Principal;
import valise.files.ids.Role;
import valise.files.odata.Anonymous;
import valise.files.odata.Answer;
import valise.files.odata.Call;
import valise.files.odata.Endpoint;
import valise.platform.Refusal;
import valise.platform.json.Field;

/// The account itself, its preferences, zones and capabilities: sharefile-v3 sections 12, 13 and
/// 18. The people in it are in `valise.files.users`.
@Endpoint
final class AccountsEndpoint {

  private final Accounts accounts;
  private final AccountJson set;
  private final ZoneJson zones;

  AccountsEndpoint(Accounts accounts, AccountJson set, ZoneJson zones) {
    this.accounts = accounts;
    this.set = set;
    this.zones = zones;
  }

  private AccountView own(Call call) {
    return accounts.view(call.principal().account());
  }

  private void checkOwn(Call call, String id) {
    if (!call.principal().account().value().equalsIgnoreCase(id)) {
      throw Refusal.noSuchThing("The account");
    }
  }

  @GetMapping("/sf/v3/Accounts")
  Answer account(Call call) {
    call.params().text("id").ifPresent(id -> checkOwn(call, id));
    return Answer.entity(set, own(call));
  }

  @GetMapping("/sf/v3/Accounts({id})")
  Answer account(Call call, @PathVariable String id) {
    checkOwn(call, id);
    return Answer.entity(set, own(call));
  }

  @GetMapping("/sf/v3/Accounts/Preferences")
  Answer preferences(Call call) {
    return Answer.value(PreferencesJson.SHAPE, own(call));
  }

  /// Ours: the vendor's preferences are changed on web pages only. Members that are no settings of
  /// this server are left alone; the answer shows what is in force.
  @PatchMapping("/sf/v3/Accounts/Preferences")
  Answer changePreferences(Call call) {
    Principal caller = call.principal();
    if (!caller.isAdmin() && !caller.has(Role.ADMIN_ACCOUNT_POLICIES)) {
      throw Refusal.notAllowed("Changing preferences takes the role AdminAccountPolicies.");
    }
    Map<AccountSetting, String> values = new EnumMap<>(AccountSetting.class);
    ((Map<?, ?>) call.body(Map.class))
        .forEach((name, value) ->
            AccountSetting.named(name.toString())
                .ifPresent(setting -> values.put(setting, text(setting, value))));
    return Answer.value(
        PreferencesJson.SHAPE, accounts.change(caller.account(), values, List.of()));
  }

  private static String text(AccountSetting setting, @org.jspecify.annotations.Nullable Object it) {
    return switch (it) {
      case String text -> text;
      case Boolean flag -> flag.toString();
      case Integer number -> number.toString();
      case Long number -> number.toString();
      case null, default ->
          throw Refusal.malformed(
              "BAD_FIELD", "'" + setting.wireName() + "' must be a text, a number or true/false.");
    };
  }

  /// What the sign-in page shows; of the account that the host means.
  @Anonymous
  @GetMapping("/sf/v3/Accounts/Branding")
  Answer branding(Call call) {
    Account account =
        call.caller()
            .map(caller -> accounts.view(caller.account()).account())
            .or(() -> accounts.forHost(FixedAnswers.server(call).authority()))
            .orElseThrow(() -> Refusal.noSuchThing("The account"));
    return Answer.value(AccountJson.BRANDING, accounts.view(account.id()));
  }

  record BrandingBody(
      Field<String> companyName,
      Field<String> logoURL,
      Field<String> companyURL,
      Field<String> phone,
      Field<String> address1,
      Field<String> address2,
      Field<String> city,
      Field<String> state,
      Field<String> zip,
      Field<String> country) {}

  @PatchMapping("/sf/v3/Accounts/Branding")
  Answer changeBranding(Call call) {
    Principal caller = call.principal();
    if (!caller.isAdmin() && !caller.has(Role.ADMIN_BRANDING)) {
      throw Refusal.notAllowed("Changing the branding takes the role AdminBranding.");
    }
    BrandingBody body = call.body(BrandingBody.class);
    Map<AccountSetting, String> values = new EnumMap<>(AccountSetting.class);
    put(values, AccountSetting.LOGO_URL, body.logoURL());
    put(values, AccountSetting.COMPANY_URL, body.companyURL());
    put(values, AccountSetting.PHONE, body.phone());
    put(values, AccountSetting.ADDRESS_1, body.address1());
    put(values, AccountSetting.ADDRESS_2, body.address2());
    put(values, AccountSetting.CITY, body.city());
    put(values, AccountSetting.STATE, body.state());
    put(values, AccountSetting.ZIP, body.zip());
    put(values, AccountSetting.COUNTRY, body.country());
    checkUrl(AccountSetting.LOGO_URL, values);
    checkUrl(AccountSetting.COMPANY_URL, values);
    List<String> name = new ArrayList<>();
    if (body.companyName().isGiven()) {
      name.add(body.companyName().orElse(""));
    }
    return Answer.entity(set, accounts.change(caller.account(), values, name));
  }

  private static void put(
      Map<AccountSetting, String> values, AccountSetting setting, Field<String> field) {
    if (field.isGiven()) {
      values.put(setting, field.orElse(""));
    }
  }

  /// The address becomes part of our pages: nothing but the web's own kinds.
  private static void checkUrl(AccountSetting setting, Map<AccountSetting, String> values) {
    String url = values.getOrDefault(setting, "");
    if (url.isBlank()) {
      return;
    }
    try {
      URI uri = new URI(url.strip());
      boolean web =
          "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
      if (web && uri.getHost() != null && uri.getUserInfo() == null) {
        return;
      }
    } catch (URISyntaxException e) {
      // Refused below, as any other address that is none of the web's is.
    }
    throw Refusal.malformed(
        "BAD_FIELD", "'" + setting.wireName() + "' must be an http or https address.");
  }

  @GetMapping("/sf/v3/Accounts/ProductDefaults")
  Answer productDefaults(Call call) {
    return Answer.value(FixedAnswers.PRODUCT_DEFAULTS, FixedAnswers.server(call));
  }

  @GetMapping("/sf/v3/Accounts/MobileSecuritySettings")
  Answer mobileSecuritySettings(Call call) {
    return Answer.value(FixedAnswers.MOBILE_SECURITY, FixedAnswers.server(call));
  }

  @GetMapping("/sf/v3/Accounts/OutlookInformation")
  Answer outlookInformation(Call call) {
    return Answer.value(FixedAnswers.OUTLOOK, own(call));
  }

  @GetMapping("/sf/v3/Accounts/SSO")
  Answer sso(Call call) {
    return Answer.value(FixedAnswers.SSO, FixedAnswers.server(call));
  }

  @Anonymous
  @GetMapping("/sf/v3/Accounts/SSOInfo")
  Answer ssoInfo(Call call) {
    return Answer.value(FixedAnswers.SSO_INFO, FixedAnswers.server(call));
  }

  /// Nobody here manages other accounts; one is one's own tenant.
  @GetMapping("/sf/v3/Accounts/Tenants")
  Answer tenants(Call call) {
    return Answer.feed(set, List.of(own(call)));
  }

  @GetMapping("/sf/v3/Accounts/Tenants({id})")
  Answer tenant(Call call, @PathVariable String id) {
    checkOwn(call, id);
    return Answer.entity(set, own(call));
  }

  @GetMapping("/sf/v3/Accounts/Tenants({id})/Zones")
  Answer tenantZones(Call call, @PathVariable String id) {
    checkOwn(call, id);
    return Answer.feed(zones, List.of(Zone.THIS));
  }

  @GetMapping("/sf/v3/Zones")
  Answer zones(Call call) {
    boolean wanted =
        call.params()
            .text("services")
            .map(services -> services.toLowerCase(java.util.Locale.ROOT).contains("storagezone"))
            .orElse(true);
    return Answer.feed(zones, wanted ? List.of(Zone.THIS) : List.of());
  }

  @GetMapping("/sf/v3/Zones({id})")
  Answer zone(Call call, @PathVariable String id) {
    checkZone(id);
    return Answer.entity(zones, Zone.THIS);
  }

  @GetMapping("/sf/v3/Zones({id})/StorageCenters")
  Answer storageCenters(Call call, @PathVariable String id) {
    checkZone(id);
    return Answer.values(FixedAnswers.STORAGE_CENTER, List.of(FixedAnswers.server(call)));
  }

  private static void checkZone(String id) {
    if (!Zone.ID.equalsIgnoreCase(id)) {
      throw Refusal.noSuchThing("The zone");
    }
  }

  /// Clients ask before they have signed in [net-sdk] [java-sdk].
  @Anonymous
  @GetMapping("/sf/v3/Capabilities")
  Answer capabilities(Call call) {
    return Answer.values(Capability.SHAPE, Capability.ALL);
  }
}
