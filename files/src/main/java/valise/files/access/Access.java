package valise.files.access;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.springframework.stereotype.Component;
import valise.files.ids.ItemId;
import valise.files.ids.Lineage;
import valise.files.ids.Principal;
import valise.files.ids.PrincipalId;
import valise.platform.db.Tx;

/// The access rule and the lists it reads. Everything that lets a byte or a name out, or a change
/// in, asks here.
@Component
public final class Access {

  private final InstantSource clock;

  Access(InstantSource clock) {
    this.clock = clock;
  }

  /// What the principal may do at the end of the lineage: on a folder, with its content; on a file,
  /// what its folder allows.
  public Rights rightsOn(DSLContext sql, Principal principal, Lineage lineage) {
    return rightsOn(sql, principal, List.of(lineage)).getOrDefault(lineage, Rights.NONE);
  }

  /// The same for several lineages with one query.
  public Map<Lineage, Rights> rightsOn(
      DSLContext sql, Principal principal, Collection<Lineage> lineages) {
    Map<Lineage, Rights> rights = new HashMap<>();
    if (principal.superUser()) {
      lineages.forEach(lineage -> rights.put(lineage, Rights.ALL));
      return rights;
    }
    Set<ItemId> folders = new HashSet<>();
    lineages.forEach(lineage -> folders.addAll(lineage.ids()));
    Map<ItemId, Map<PrincipalId, Rights>> lists = AccessStore.listsFor(sql, principal, folders);
    lineages.forEach(lineage -> rights.put(lineage, decide(principal, lineage, lists)));
    return rights;
  }

  /// The rule itself.
  private static Rights decide(
      Principal principal, Lineage lineage, Map<ItemId, Map<PrincipalId, Rights>> lists) {
    for (ItemId folder : lineage.ids().reversed()) {
      Map<PrincipalId, Rights> list = lists.get(folder);
      if (list != null) {
        Rights own = list.get(PrincipalId.of(principal.user()));
        return own != null ? own : list.values().stream().reduce(Rights.NONE, Rights::union);
      }
    }
    return Rights.NONE;
  }

  /// The rule as a SQL condition on folders of one parent, for lists: whether the principal has
  /// `right` on the folder `id`, when on its parent they have `inherited`. Holds exactly when
  /// [#rightsOn] would say so.
  public Condition allows(Principal principal, Rights inherited, Right right, Field<String> id) {
    return principal.superUser()
        ? DSL.trueCondition()
        : AccessStore.anyOf(principal, inherited, right.bit, id);
  }

  /// As [#allows], for any right at all: what makes a folder visible.
  public Condition sees(Principal principal, Rights inherited, Field<String> id) {
    return principal.superUser()
        ? DSL.trueCondition()
        : AccessStore.anyOf(principal, inherited, Rights.ALL.bits(), id);
  }

  /// The folders whose own list gives the principal anything, wherever they are.
  public List<ItemId> foldersNaming(DSLContext sql, Principal principal) {
    return AccessStore.foldersNaming(sql, principal);
  }

  /// Step by step, why the principal has the rights they have: for support and for audits.
  public List<String> explain(DSLContext sql, Principal principal, Lineage lineage) {
    if (principal.superUser()) {
      return List.of("is a member of the Super User Group, which may do everything everywhere");
    }
    Map<ItemId, Map<PrincipalId, Rights>> lists =
        AccessStore.listsFor(sql, principal, new HashSet<>(lineage.ids()));
    List<String> steps = new java.util.ArrayList<>();
    for (ItemId folder : lineage.ids().reversed()) {
      Map<PrincipalId, Rights> list = lists.get(folder);
      if (list == null) {
        steps.add(folder + " has no list of its own and inherits from the folder above");
        continue;
      }
      Rights own = list.get(PrincipalId.of(principal.user()));
      if (own != null) {
        steps.add(folder + " names the user: " + own + "; that overrides every group");
      } else if (list.isEmpty()) {
        steps.add(folder + " has a list that names neither the user nor one of their groups");
      } else {
        list.forEach((name, rights) -> steps.add(folder + " names group " + name + ": " + rights));
      }
      return List.copyOf(steps);
    }
    steps.add("no folder on the way has a list: nothing is allowed");
    return List.copyOf(steps);
  }

  /// The lines of the list that counts for the end of a lineage; `folder` in each line tells whose
  /// list it is.
  public List<Entry> effectiveList(DSLContext sql, Lineage lineage) {
    Set<ItemId> listed = AccessStore.withLists(sql, lineage.ids());
    return lineage.ids().reversed().stream()
        .filter(listed::contains)
        .findFirst()
        .map(folder -> AccessStore.entries(sql, List.of(folder)))
        .orElse(List.of());
  }

  /// The lines that stand on these very folders.
  public List<Entry> ownLists(DSLContext sql, Collection<ItemId> folders) {
    return AccessStore.entries(sql, folders);
  }

  /// One line, if the folder's own list has it.
  public Optional<Entry> entry(DSLContext sql, ItemId folder, PrincipalId principal) {
    return AccessStore.entry(sql, folder, principal);
  }

  /// Every line that names the principal, on any folder.
  public List<Entry> entriesOf(DSLContext sql, PrincipalId principal) {
    return AccessStore.entriesOf(sql, principal);
  }

  /// Those of `folders` that have a list of their own.
  public Set<ItemId> withOwnLists(DSLContext sql, Collection<ItemId> folders) {
    return AccessStore.withLists(sql, folders);
  }

  /// Whether the folder has a list of its own.
  public boolean hasOwnList(DSLContext sql, ItemId folder) {
    return !AccessStore.withLists(sql, List.of(folder)).isEmpty();
  }

  /// Gives a folder that has just been made a list of its own with these lines.
  public void start(Tx tx, ItemId folder, List<Entry> entries) {
    Instant now = clock.instant();
    AccessStore.addList(tx.sql(), folder, now);
    entries.forEach(entry -> AccessStore.put(tx.sql(), entry, now));
  }

  /// Sets one line of a folder's list. A folder that inherited until now gets a list of its own
  /// that starts as a copy of the one it inherited, so that giving one person access takes nobody
  /// else's away (docs/decisions).
  public void put(Tx tx, Lineage folder, Entry entry) {
    Instant now = clock.instant();
    detach(tx, folder, now);
    AccessStore.put(tx.sql(), entry, now);
  }

  /// Takes one line out of a folder's list; false when it was not there. The folder keeps a list of
  /// its own, even an empty one: removing a line never gives anybody more.
  public boolean remove(Tx tx, Lineage folder, PrincipalId principal) {
    detach(tx, folder, clock.instant());
    return AccessStore.remove(tx.sql(), folder.item(), principal);
  }

  private void detach(Tx tx, Lineage folder, Instant now) {
    if (hasOwnList(tx.sql(), folder.item())) {
      return;
    }
    List<Entry> inherited = effectiveList(tx.sql(), folder);
    AccessStore.addList(tx.sql(), folder.item(), now);
    for (Entry line : inherited) {
      Entry copy =
          new Entry(
              folder.item(),
              line.principal(),
              line.rights(),
              line.notifyUpload(),
              line.notifyDownload(),
              line.owner());
      AccessStore.put(tx.sql(), copy, now);
    }
  }

  /// Takes a principal out of every list, when the user or group ends.
  public void removeEverywhere(Tx tx, PrincipalId principal) {
    AccessStore.removeEverywhere(tx.sql(), principal);
  }

  /// Forgets the lists of folders that are purged, or that shall inherit again.
  public void forget(Tx tx, Collection<ItemId> folders) {
    AccessStore.removeLists(tx.sql(), folders);
  }

  /// Folders that have lists, in the order of their ids, those after one: for checks of the whole.
  public List<ItemId> listed(DSLContext sql, String after, int limit) {
    return AccessStore.listed(sql, after, limit);
  }
}
