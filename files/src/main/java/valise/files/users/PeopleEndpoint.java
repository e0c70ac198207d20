package valise.files.users;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import valise.files.accounts.Account;
import valise.files.accounts.AccountLimits;
import valise.files.accounts.AccountSetting;
import valise.files.accounts.AccountSettings;
import valise.files.accounts.AccountUsage;
import valise.files.accounts.Accounts;
import valise.files.accounts.DomainList;
import valise.files.accounts.DomainRule;
import valise.files.ids.ItemId;
import valise.files.ids.Principal;
import valise.files.ids.Role;
import valise.files.ids.UserId;
import valise.files.items.ItemJson;
import valise.files.items.Items;
import valise.files.odata.Answer;
import valise.files.odata.Call;
import valise.files.odata.Endpoint;
import valise.files.odata.Shape;
import valise.platform.Refusal;
import valise.platform.db.Database;
import valise.platform.json.Field;

/// Who is in the account, whom it admits, and a user's own folders, plan and devices: sharefile-v3
/// sections 9, 12 and 19.1.
@Endpoint
final class PeopleEndpoint {

  private final Database database;
  private final Accounts accounts;
  private final AccountUsage usage;
  private final Users users;
  private final Administration administration;
  private final ContactJson contacts;
  private final Items items;
  private final ItemJson itemSet;

  PeopleEndpoint(
      Database database,
      Accounts accounts,
      AccountUsage usage,
      Users users,
      Administration administration,
      ContactJson contacts,
      Items items,
      ItemJson itemSet) {
    this.database = database;
    this.accounts = accounts;
    this.usage = usage;
    this.users = users;
    this.administration = administration;
    this.contacts = contacts;
    this.items = items;
    this.itemSet = itemSet;
  }

  // --- who is here -------------------------------------------------------------------------------

  @GetMapping({"/sf/v3/Accounts/Employees", "/sf/v3/Accounts/GetEmployees"})
  Answer employees(Call call) {
    Principal caller = call.principal();
    if (!caller.isEmployee()
        && !accounts.settings(caller.account()).flag(AccountSetting.SHOW_USER_LIST_TO_CLIENTS)) {
      throw Refusal.notAllowed("Clients may not see who works here.");
    }
    return Answer.feed(
        contacts, users.employees(caller.account()).stream().map(Contact::of).toList());
  }

  @GetMapping({"/sf/v3/Accounts/Clients", "/sf/v3/Accounts/GetClients"})
  Answer clients(Call call) {
    Principal caller = call.principal();
    if (!caller.isEmployee()) {
      throw Refusal.notAllowed("Only employees may see the account's clients.");
    }
    return Answer.feed(
        contacts, users.clients(caller.account()).stream().map(Contact::of).toList());
  }

  // --- whom the account admits -------------------------------------------------------------------

  record DomainsBody(Field<String> accessControlType, Field<List<String>> domains) {}

  private static final Shape<DomainList> DOMAINS =
      Shape.<DomainList>of("AccessControlDomains")
          .with("AccessControlType", list -> list.barred() ? "DisallowDomains" : "AllowDomains")
          .with("Domains", list -> list.domains().stream().sorted().toList())
          .build();

  @GetMapping("/sf/v3/Accounts/LoginAccessControlDomains")
  Answer loginDomains(Call call) {
    return domains(call, DomainRule.LOGIN);
  }

  @PostMapping("/sf/v3/Accounts/LoginAccessControlDomains")
  Answer replaceLoginDomains(Call call) {
    return replace(call, DomainRule.LOGIN);
  }

  @PatchMapping("/sf/v3/Accounts/LoginAccessControlDomains")
  Answer mergeLoginDomains(Call call) {
    return merge(call, DomainRule.LOGIN);
  }

  @DeleteMapping("/sf/v3/Accounts/LoginAccessControlDomains")
  Answer removeLoginDomains(Call call) {
    return remove(call, DomainRule.LOGIN);
  }

  @GetMapping("/sf/v3/Accounts/FolderAccessControlDomains")
  Answer folderDomains(Call call) {
    return domains(call, DomainRule.FOLDER);
  }

  @PostMapping("/sf/v3/Accounts/FolderAccessControlDomains")
  Answer replaceFolderDomains(Call call) {
    return replace(call, DomainRule.FOLDER);
  }

  @PatchMapping("/sf/v3/Accounts/FolderAccessControlDomains")
  Answer mergeFolderDomains(Call call) {
    return merge(call, DomainRule.FOLDER);
  }

  @DeleteMapping("/sf/v3/Accounts/FolderAccessControlDomains")
  Answer removeFolderDomains(Call call) {
    return remove(call, DomainRule.FOLDER);
  }

  private static Principal policyMaker(Call call) {
    Principal caller = call.principal();
    if (!caller.isAdmin() && !caller.has(Role.ADMIN_ACCOUNT_POLICIES)) {
      throw Refusal.notAllowed("This takes the role AdminAccountPolicies.");
    }
    return caller;
  }

  private Answer domains(Call call, DomainRule rule) {
    Principal caller = policyMaker(call);
    return Answer.value(
        DOMAINS, database.read(sql -> accounts.domains(sql, caller.account(), rule)));
  }

  private Answer replace(Call call, DomainRule rule) {
    DomainsBody body = call.body(DomainsBody.class);
    return change(
        call,
        rule,
        before ->
            new DomainList(
                barred(body).orElse(before.barred()),
                java.util.Set.copyOf(body.domains().orElse(List.of()))));
  }

  private Answer merge(Call call, DomainRule rule) {
    DomainsBody body = call.body(DomainsBody.class);
    return change(
        call,
        rule,
        before -> {
          java.util.Set<String> all = new java.util.HashSet<>(before.domains());
          all.addAll(body.domains().orElse(List.of()));
          return new DomainList(barred(body).orElse(before.barred()), all);
        });
  }

  private Answer remove(Call call, DomainRule rule) {
    DomainsBody body = call.body(DomainsBody.class);
    change(
        call,
        rule,
        before -> {
          java.util.Set<String> rest = new java.util.HashSet<>(before.domains());
          body.domains()
              .orElse(List.of())
              .forEach(domain -> rest.remove(domain.strip().toLowerCase(Locale.ROOT)));
          return new DomainList(before.barred(), rest);
        });
    return Answer.nothing();
  }

  private static Optional<Boolean> barred(DomainsBody body) {
    return body.accessControlType()
        .value()
        .map(type ->
            switch (type.strip().toLowerCase(Locale.ROOT)) {
              case "allowdomains", "0" -> false;
              case "disallowdomains", "1" -> true;
              default ->
                  throw Refusal.malformed(
                      "BAD_FIELD", "'AccessControlType' must be AllowDomains or DisallowDomains.");
            });
  }

  /// Refuses what would keep out whoever asks for it.
  private Answer change(
      Call call, DomainRule rule, java.util.function.UnaryOperator<DomainList> change) {
    Principal caller = policyMaker(call);
    return Answer.value(
        DOMAINS,
        database.write(tx -> {
          accounts.lock(tx, caller.account());
          DomainList before = accounts.domains(tx.sql(), caller.account(), rule);
          accounts.replaceDomains(tx, caller.account(), rule, change.apply(before));
          DomainList after = accounts.domains(tx.sql(), caller.account(), rule);
          boolean self =
              users
                  .find(tx.sql(), caller.user())
                  .flatMap(User::email)
                  .filter(address -> !after.admits(address))
                  .isEmpty();
          if (rule == DomainRule.LOGIN && !self) {
            throw Refusal.conflict("LOCKS_YOU_OUT", "You yourself could not sign in any more.");
          }
          return after;
        }));
  }

  // --- folders -----------------------------------------------------------------------------------

  @GetMapping("/sf/v3/Users({id})/HomeFolder")
  Answer homeFolder(Call call, @PathVariable String id) {
    return folder(call, id, "home");
  }

  @GetMapping("/sf/v3/Users({id})/FileBox")
  Answer fileBox(Call call, @PathVariable String id) {
    return folder(call, id, "box");
  }

  @GetMapping("/sf/v3/Users({id})/Box")
  Answer box(Call call, @PathVariable String id) {
    Principal caller = call.principal();
    return Answer.feed(
        itemSet,
        items.views(items.children(caller, special(caller, id, "box"), Items.Page.ALL).values()));
  }

  private Answer folder(Call call, String id, String which) {
    Principal caller = call.principal();
    return Answer.entity(itemSet, items.view(items.locate(caller, special(caller, id, which))));
  }

  /// The folder itself, which the caller may or may not see: the tree's own rule decides.
  private String special(Principal caller, String id, String which) {
    UserId user = Administration.id(id);
    Optional<ItemId> folder =
        database.read(sql ->
            which.equals("home")
                ? items.homeOf(sql, caller.account(), user)
                : items.fileBoxOf(sql, caller.account(), user));
    return folder.orElseThrow(() -> Refusal.noSuchThing("The folder")).value();
  }

  @GetMapping({"/sf/v3/Users/TopFolders", "/sf/v3/Users/AllSharedFolders"})
  Answer sharedFolders(Call call) {
    return shared(call.principal());
  }

  @GetMapping({"/sf/v3/Users({id})/TopFolders", "/sf/v3/Users({id})/AllSharedFolders"})
  Answer sharedFolders(Call call, @PathVariable String id) {
    checkSelf(call, id);
    return shared(call.principal());
  }

  private Answer shared(Principal caller) {
    return Answer.feed(
        itemSet, items.views(items.children(caller, "allshared", Items.Page.ALL).values()));
  }

  /// There are no connectors.
  @GetMapping({"/sf/v3/Users/NetworkShareConnectors", "/sf/v3/Users/SharepointConnectors"})
  Answer connectors(Call call) {
    return Answer.feed(itemSet, List.of());
  }

  private static void checkSelf(Call call, String id) {
    if (!Administration.id(id).equals(call.principal().user())) {
      throw Refusal.notAllowed("Ask for your own only.");
    }
  }

  // --- plan and devices --------------------------------------------------------------------------

  private record Plan(
      UserView user,
      Account account,
      AccountSettings settings,
      AccountLimits limits,
      long used,
      String origin,
      Optional<ItemId> home) {

    long megabytes(long bytes) {
      return bytes < 0 ? -1 : Math.ceilDiv(bytes, 1L << 20);
    }
  }

  private static final Shape<Plan> FEATURES =
      Shape.<Plan>of("PlanFeatures")
          .with("PlanType", plan -> "valise")
          .with("API", plan -> true)
          .with("Outlook", plan -> false)
          .with("DriveMapping", plan -> false)
          .with("CLI", plan -> true)
          .with("FTP", plan -> false)
          .with("FTPS", plan -> false)
          .with("Sync", plan -> false)
          .with("AntiVirus", plan -> false)
          .with(
              "RequireLoginOnDownload",
              plan -> plan.settings().flag(AccountSetting.REQUIRE_LOGIN_ON_DOWNLOAD))
          .with("MaxFileMB", plan -> plan.megabytes(plan.limits().maxFileBytes()))
          .with("PlanStorMB", plan -> plan.megabytes(plan.limits().quotaBytes()))
          .with("PlanBandMB", plan -> -1)
          .with("SystemName", plan -> "valise")
          .with("SystemType", plan -> "valise")
          .with("UsedStorMB", plan -> Long.toString(plan.megabytes(plan.used())))
          .with("UsedStorBytes", plan -> Long.toString(plan.used()))
          .with("IsEmployee", plan -> plan.user().user().employee())
          .with("IsAdministrator", plan -> plan.user().user().isAdmin())
          .with("CanCreateRootFolders", plan -> plan.user().user().has(Role.CAN_CREATE_FOLDERS))
          .with("CanUseFileBox", plan -> plan.user().user().has(Role.CAN_USE_FILE_BOX))
          .with("IsConfirmed", plan -> plan.user().user().confirmed())
          .with("CanResetPassword", plan -> plan.user().user().has(Role.CAN_CHANGE_PASSWORD))
          .with("CanManageMySettings", plan -> plan.user().user().has(Role.CAN_MANAGE_MY_SETTINGS))
          .with("HomeFolder", plan -> plan.home().map(ItemId::value).orElse(null))
          .with("EnableAutoUpdate", plan -> false)
          .with("EnableTopLevelView", plan -> false)
          .build();

  private static final Shape<Plan> INFO =
      Shape.<Plan>of("UserInfo")
          .with("CompanyName", plan -> plan.account().companyName())
          .with("PlanName", plan -> "valise")
          .with("PlanFeatures", plan -> new Shape.Nested<>(FEATURES, plan))
          .with("ApplicationUrl", Plan::origin)
          .with("StorageCenterUrl", Plan::origin)
          .build();

  @GetMapping("/sf/v3/Users/Info")
  Answer info(Call call) {
    Principal caller = call.principal();
    UserView self = administration.self(caller);
    long used = caller.isEmployee() ? usage.of(caller.account()).storedBytes() : 0;
    return Answer.value(
        INFO,
        database.read(sql ->
            new Plan(
                self,
                accounts.find(sql, caller.account()).orElseThrow(),
                accounts.settings(sql, caller.account()),
                accounts.limits(sql, caller.account()),
                used,
                call.origin(),
                items.homeOf(sql, caller.account(), caller.user()))));
  }

  private record NoDevice() {}

  private static final Shape<NoDevice> DEVICE_USER =
      Shape.<NoDevice>of("Devices", "DeviceUser").build();

  /// No device is ever registered here, so there is none to list, wipe or lock.
  @GetMapping("/sf/v3/Devices")
  Answer devices(Call call) {
    return Answer.values(DEVICE_USER, new ArrayList<NoDevice>());
  }

  @GetMapping("/sf/v3/Users({id})/Devices")
  Answer devices(Call call, @PathVariable String id) {
    administration.read(call.principal(), id);
    return Answer.values(DEVICE_USER, new ArrayList<NoDevice>());
  }

  @GetMapping("/sf/v3/Devices({id})")
  Answer device(Call call, @PathVariable String id) {
    throw Refusal.noSuchThing("The device");
  }

  @DeleteMapping("/sf/v3/Users({id})/Devices({device})")
  Answer removeDevice(Call call, @PathVariable String id, @PathVariable String device) {
    throw Refusal.noSuchThing("The device");
  }

  @PostMapping({
    "/sf/v3/Devices({id})/Wipe",
    "/sf/v3/Devices({id})/Lock",
    "/sf/v3/Devices({id})/Unlock"
  })
  Answer control(Call call, @PathVariable String id) {
    throw Refusal.noSuchThing("The device");
  }
}
