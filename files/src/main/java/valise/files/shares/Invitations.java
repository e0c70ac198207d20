package valise.files.shares;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import valise.files.accounts.Text;
import valise.files.groups.Groups;
import valise.files.ids.AliasId;
import valise.files.ids.EmailAddress;
import valise.files.ids.GroupId;
import valise.files.ids.Principal;
import valise.files.ids.UserId;
import valise.files.users.User;
import valise.files.users.Users;
import valise.platform.db.Tx;

/// Naming recipients of a share, and having them told.
@Component
final class Invitations {

  private final Users users;
  private final Groups groups;
  private final Recipients recipients;
  private final ShareNews news;
  private final InstantSource clock;

  Invitations(
      Users users, Groups groups, Recipients recipients, ShareNews news, InstantSource clock) {
    this.users = users;
    this.groups = groups;
    this.recipients = recipients;
    this.news = news;
    this.clock = clock;
  }

  /// What goes out with a share.
  ///
  /// @param copyToSender whether the sender wants one, too
  record Letter(String subject, String body, boolean copyToSender) {

    private static final int MAX_SUBJECT = 1_000;
    private static final int MAX_BODY = 20_000;

    Letter {
      subject = Text.requiredLine("Subject", subject, MAX_SUBJECT);
      body = Text.lines("Body", body, MAX_BODY);
    }
  }

  /// Those who were named, and those of them who were made users for it.
  record Named(List<Alias> aliases, List<UserId> made) {

    Named {
      aliases = List.copyOf(aliases);
      made = List.copyOf(made);
    }
  }

  /// Makes recipients of people, by id or address.
  ///
  /// @param anonymous whether addresses that nobody has stay nobody's
  /// @throws valise.platform.Refusal when there is no such user
  Named name(
      Tx tx, Principal caller, Share share, List<ShareBody.Someone> people, boolean anonymous) {
    Map<AliasId, Alias> aliases = new LinkedHashMap<>();
    List<UserId> made = new ArrayList<>();
    for (ShareBody.Someone each : people) {
      if (each.id().isPresent()) {
        for (User user : known(tx, caller, each.id().get())) {
          put(aliases, recipients.invite(tx, share, user));
        }
      } else {
        EmailAddress address = Text.email("Email", each.email().orElse(""));
        if (anonymous) {
          put(aliases, recipients.address(tx, share, address));
        } else {
          Recipients.Invited invited = recipients.invite(tx, share, address, "", "");
          put(aliases, invited.alias());
          if (invited.made()) {
            made.add(invited.alias().user().orElseThrow());
          }
        }
      }
    }
    return new Named(List.copyOf(aliases.values()), made);
  }

  private static void put(Map<AliasId, Alias> aliases, Alias alias) {
    aliases.put(alias.id(), alias);
  }

  /// A user, or the members of a group that the caller can use.
  private List<User> known(Tx tx, Principal caller, String id) {
    Optional<GroupId> group = GroupId.parse(id);
    if (group.isPresent() && groups.canUse(tx.sql(), caller, group.get())) {
      return users
          .load(
              tx.sql(),
              caller.account(),
              groups
                  .members(tx.sql(), List.of(group.get()))
                  .getOrDefault(group.get(), java.util.Set.of()))
          .values()
          .stream()
          .filter(User::active)
          .toList();
    }
    return List.of(
        UserId.parse(id)
            .flatMap(it -> users.find(tx.sql(), caller.account(), it))
            .orElseThrow(ShareRefusals::unknownRecipient));
  }

  /// Makes recipients of people.
  ///
  /// @param telling whether they are to be told, with the share's title for a subject
  Named invite(
      Tx tx, Principal caller, Share share, List<ShareBody.Someone> people, boolean telling) {
    Named named = name(tx, caller, share, people, false);
    if (telling) {
      if (!named.aliases().isEmpty()) {
        deliver(tx, caller, share, first(share), named, new Letter(share.label(), "", false));
      }
    } else {
      activate(tx, share, named);
    }
    return named;
  }

  static ShareNotice.Occasion first(Share share) {
    return share.sends() ? ShareNotice.Occasion.SENT : ShareNotice.Occasion.REQUESTED;
  }

  /// Who must sign in and cannot yet is told how, when no other message goes to them [seed].
  private void activate(Tx tx, Share share, Named named) {
    if (!share.policy().requireLogin()) {
      return;
    }
    named.aliases().stream()
        .filter(alias -> alias.user().filter(named.made()::contains).isPresent())
        .forEach(alias ->
            news.tell(
                tx,
                new ShareNotice.Activation(share.id(), alias.id(), alias.user().orElseThrow())));
  }

  /// Keeps the letter with each recipient and has it sent.
  void deliver(
      Tx tx,
      Principal caller,
      Share share,
      ShareNotice.Occasion occasion,
      Named named,
      Letter letter) {
    Instant now = clock.instant();
    for (Alias alias : named.aliases()) {
      AliasStore.write(tx, alias.id(), new Alias.Letter(letter.subject(), letter.body(), now));
      news.record(
          tx, new ShareEvent.Sent(ShareNews.subject(share, now), alias.id(), caller.user()));
    }
    ShareStore.sent(tx, share.id(), letter.subject(), now);
    news.tell(
        tx,
        new ShareNotice.Delivered(
            share.id(),
            occasion,
            named.aliases().stream().map(Alias::id).toList(),
            share.policy().requireLogin() ? named.made() : List.of(),
            letter.copyToSender() ? Optional.of(caller.user()) : Optional.empty()));
  }
}
