package valise.files.grants;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import valise.files.access.Access;
import valise.files.accounts.Account;
import valise.files.accounts.Accounts;
import valise.files.accounts.Text;
import valise.files.groups.Groups;
import valise.files.groups.Principals;
import valise.files.ids.AccountId;
import valise.files.ids.GroupId;
import valise.files.ids.ItemId;
import valise.files.ids.Principal;
import valise.files.ids.PrincipalId;
import valise.files.ids.UserId;
import valise.files.items.Items;
import valise.files.items.Located;
import valise.files.users.User;
import valise.files.users.UserMailSettings;
import valise.files.users.Users;
import valise.platform.Refusal;
import valise.platform.db.Database;
import valise.platform.db.Tx;
import valise.platform.jobs.Job;
import valise.platform.jobs.JobQueue;
import valise.platform.jobs.Jobs;
import valise.platform.jobs.Outcome;
import valise.platform.mail.Address;
import valise.platform.mail.Message;
import valise.platform.mail.Outgoing;

/// Mails that tell people of a folder they were given.
///
/// The change stores an order; a job finds out who is meant, which for a group can be many, and
/// writes to each who still has access then.
@Component
final class GrantMail {

  static final String QUEUE = "grants.mail";

  private static final int MAX_MESSAGE = 4_000;
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  record Order(String account, String folder, String principal, String actor, String message) {}

  private final Database database;
  private final Jobs jobs;
  private final Outgoing outgoing;
  private final Items items;
  private final Access access;
  private final Accounts accounts;
  private final Users users;
  private final Groups groups;
  private final Principals principals;
  private final UserMailSettings settings;

  GrantMail(
      Database database,
      Jobs jobs,
      Outgoing outgoing,
      Items items,
      Access access,
      Accounts accounts,
      Users users,
      Groups groups,
      Principals principals,
      UserMailSettings settings) {
    this.database = database;
    this.jobs = jobs;
    this.outgoing = outgoing;
    this.items = items;
    this.access = access;
    this.accounts = accounts;
    this.users = users;
    this.groups = groups;
    this.principals = principals;
    this.settings = settings;
    jobs.handle(JobQueue.named(QUEUE).withConcurrency(1), this::write);
  }

  /// What callers add to a mail.
  static String message(String given) {
    return Text.lines("Message", given, MAX_MESSAGE).strip();
  }

  /// Asks for the mail, as part of the change it tells of.
  void announce(Tx tx, Principal caller, ItemId folder, PrincipalId principal, String message) {
    Order order =
        new Order(
            caller.account().value(),
            folder.value(),
            principal.value(),
            caller.user().value(),
            message);
    jobs.enqueue(tx, QUEUE, UUID.randomUUID().toString(), MAPPER.writeValueAsString(order));
  }

  /// @throws Refusal when one of them may do nothing in the folder
  void requireAccess(DSLContext sql, Located folder, List<UserId> people) {
    if (people.isEmpty()) {
      throw Refusal.malformed("PARAMETER_MISSING", "The body must name at least one user.");
    }
    for (UserId each : people) {
      Principal principal =
          principals
              .of(sql, each)
              .filter(found -> found.account().equals(folder.item().account()))
              .orElseThrow(() -> Subjects.unknown(each.value()));
      if (access.rightsOn(sql, principal, folder.lineage()).none()) {
        throw Refusal.malformed(
            "USER_HAS_NO_ACCESS",
            "The user '" + each + "' has no access to '" + folder.item().name() + "'.");
      }
    }
  }

  // --- writing -----------------------------------------------------------------------------------

  private Outcome write(Job job) {
    Order order = MAPPER.readValue(job.payload(), Order.class);
    database.write(tx -> {
      write(tx, order);
      job.settle(tx, Outcome.done());
      return true;
    });
    return Outcome.done();
  }

  private void write(Tx tx, Order order) {
    DSLContext sql = tx.sql();
    AccountId account = new AccountId(order.account());
    UserId actor = new UserId(order.actor());
    Set<UserId> meant = new HashSet<>(meant(sql, new PrincipalId(order.principal())));
    meant.remove(actor);
    Map<UserId, User> people = users.load(sql, account, meant);
    Optional<User> granter = users.find(sql, actor);
    Optional<Account> company = accounts.find(sql, account);
    if (granter.isEmpty() || company.isEmpty()) {
      return;
    }
    for (User each : people.values()) {
      if (!each.active() || each.email().isEmpty()) {
        continue;
      }
      // As they see it: a folder that was moved or deleted meanwhile shows to nobody.
      principals
          .of(sql, each.id())
          .flatMap(principal -> visible(sql, principal, new ItemId(order.folder())))
          .map(folder -> letter(company.get(), granter.get(), each, folder, order.message()))
          .ifPresent(letter -> outgoing.enqueue(tx, letter));
    }
  }

  private Optional<Located> visible(DSLContext sql, Principal principal, ItemId folder) {
    return items.locate(sql, principal, List.of(folder), Items.Deleted.HIDDEN).stream()
        .filter(found -> !found.rights().none())
        .findFirst();
  }

  private Collection<UserId> meant(DSLContext sql, PrincipalId principal) {
    if (!principal.isGroup()) {
      return List.of(new UserId(principal.value()));
    }
    GroupId group = new GroupId(principal.value());
    return groups.members(sql, List.of(group)).getOrDefault(group, Set.of());
  }

  /// The page as the user would get it.
  String preview(DSLContext sql, Principal caller, Located folder, UserId user, String message) {
    User granter = users.find(sql, caller.user()).orElseThrow();
    User reader = users.find(sql, user).orElseThrow();
    Account company = accounts.find(sql, caller.account()).orElseThrow();
    Located seen =
        principals.of(sql, user).flatMap(it -> visible(sql, it, folder.item().id())).orElse(folder);
    return letter(company, granter, reader, seen, message).html();
  }

  private Message letter(
      Account company, User granter, User reader, Located folder, String message) {
    Message letter =
        GrantLetter.of(
                company.companyName(),
                granter.fullName(),
                reader.fullName(),
                folder.item().name(),
                folder.rights(),
                message,
                settings.publicUrl())
            .to(settings.from(), address(reader).orElseThrow());
    return address(granter).map(letter::withReplyTo).orElse(letter);
  }

  private static Optional<Address> address(User user) {
    return user.email().map(email -> Address.named(email.text(), user.fullName()));
  }
}
